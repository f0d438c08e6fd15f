// Feature maps of halves: the bytes that packages/nn reads as vec4h.
alias Stored = vec2u;
fn pack(v: vec4f) -> Stored {
  let c = clamp(v, vec4f(-65504.0), vec4f(65504.0));
  return vec2u(pack2x16float(c.xy), pack2x16float(c.zw));
}
fn unpack(v: Stored) -> vec4f { return vec4f(unpack2x16float(v.x), unpack2x16float(v.y)); }
