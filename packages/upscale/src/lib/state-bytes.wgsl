// The library `state-texel` where alpha has eight bits: lock and alpha of two pixels side by side.
const statePixels = 2;
const premultiplied = false;   // alpha says nothing about colour

fn stateIn(texel: u32, column: i32) -> vec2f {
  let both = unpack4x8unorm(texel);
  return select(both.xy, both.zw, (column & 1) == 1);
}

fn packState(pixels: array<vec2f, 2>) -> vec4u { return vec4u(pack4x8unorm(vec4f(pixels[0], pixels[1]))); }
