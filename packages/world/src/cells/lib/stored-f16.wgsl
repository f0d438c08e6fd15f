// Feature maps of halves: the bytes that packages/nn reads as vec4h.
alias Stored = vec2u;
fn pack(v: vec4f) -> Stored {
  let c = clamp(v, vec4f(-65504.0), vec4f(65504.0));
  return vec2u(pack2x16float(c.xy), pack2x16float(c.zw));
}
fn unpack(v: Stored) -> vec4f { return vec4f(unpack2x16float(v.x), unpack2x16float(v.y)); }
// One of the four. Indexing a vector by a variable goes through memory on some drivers.
fn unpackOne(v: Stored, i: u32) -> f32 {
  let pair = unpack2x16float(select(v.x, v.y, i > 1u));
  return select(pair.x, pair.y, (i & 1u) == 1u);
}
