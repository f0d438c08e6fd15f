// Feature maps of floats, to compare with a reference.
alias Stored = vec4f;
fn pack(v: vec4f) -> Stored { return v; }
fn unpack(v: Stored) -> vec4f { return v; }
fn unpackOne(v: Stored, i: u32) -> f32 {
  let pair = select(v.xy, v.zw, i > 1u);
  return select(pair.x, pair.y, (i & 1u) == 1u);
}
