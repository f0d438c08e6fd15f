// uses: params filter state-texel
// The state of display pixels: lock and alpha. Textures of r32uint cannot be filtered, so four texels are mixed here.

@group(0) @binding(20) var state: texture_2d<u32>;

fn stateOf(at: vec2i) -> vec2f { return stateIn(textureLoad(state, vec2i(at.x / statePixels, at.y), 0).x, at.x); }

fn stateAt(uv: vec2f) -> vec2f {
  let position = uv * params.displaySize - 0.5;
  let base = vec2i(floor(position));
  let f = position - floor(position);
  let last = vec2i(params.displaySize) - 1;
  let a = clamp(base, vec2i(0), last);
  let b = clamp(base + 1, vec2i(0), last);
  return mix(
    mix(stateOf(a), stateOf(vec2i(b.x, a.y)), f.x),
    mix(stateOf(vec2i(a.x, b.y)), stateOf(b), f.x), f.y);
}

// Alpha by the cubic that colour of history is read with, taps and weights alike.
fn alphaCubic(uv: vec2f) -> f32 {
  let position = uv * params.displaySize - 0.5;
  let base = vec2i(floor(position));
  let x = cubicWeights(fract(position.x));
  let y = cubicWeights(fract(position.y));
  var sum = vec2f();
  for (var i = 0; i < 16; i++) {
    let o = vec2i(i & 3, i >> 2u);
    if (o.x % 3 == 0 && o.y % 3 == 0) { continue; }   // the corners
    let at = clamp(base + o - 1, vec2i(0), vec2i(params.displaySize) - 1);
    sum += x[o.x] * y[o.y] * vec2f(stateOf(at).y, 1.0);
  }
  return clamp(sum.x / sum.y, 0.0, 1.0);
}
