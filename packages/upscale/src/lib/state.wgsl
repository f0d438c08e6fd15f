// uses: params state-texel
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
