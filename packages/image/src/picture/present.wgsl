// A picture of floats as a texture: four channels a pixel, −1 to 1. Three channels are opaque; with four, colours are
// multiplied by alpha already. With `marked`, squares of a pattern are a little brighter or darker, more where much goes on.

override width = 1u;
override height = 1u;
override hasAlpha = true;
override marked = false;

const cell = 4u;
const radius = 3;

@group(0) @binding(0) var<storage, read> picture: array<vec4f>;
@group(0) @binding(1) var texture: texture_storage_2d<rgba8unorm, write>;

fn unitAt(p: vec2u) -> vec4f { return saturate(0.5 + 0.5 * picture[p.y * width + p.x]); }

// +1 or −1 of a square; watermark.ts has the same.
fn patternAt(square: vec2u) -> f32 {
  var n = ((square.y << 16) + square.x) ^ 0x46726d6cu;
  n ^= n >> 16;
  n *= 0x7feb352du;
  n ^= n >> 15;
  n *= 0x846ca68bu;
  n ^= n >> 16;
  return select(-1.0, 1.0, (n & 1) == 1);
}

// Standard deviation of the brightness around a pixel, of 255.
fn activityAt(p: vec2u) -> f32 {
  var sum = vec2f();
  for (var y = -radius; y <= radius; y++) {
    for (var x = -radius; x <= radius; x++) {
      let near = clamp(vec2i(p) + vec2i(x, y), vec2i(), vec2i(vec2u(width, height)) - 1);
      let luma = dot(unitAt(vec2u(near)).rgb, vec3f(0.299, 0.587, 0.114));
      sum += vec2f(luma, luma * luma);
    }
  }
  let mean = sum / f32((2 * radius + 1) * (2 * radius + 1));
  return 255 * sqrt(max(mean.y - mean.x * mean.x, 0.0));
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= width || id.y >= height) { return; }
  let unit = unitAt(id.xy);
  let alpha = select(1.0, unit.a, hasAlpha);
  var rgb = min(unit.rgb, vec3f(alpha));
  if (marked) {
    let change = patternAt(id.xy / cell) * min(1.2 + 0.12 * activityAt(id.xy), 5.0) / 255;
    rgb = clamp(rgb + change * alpha, vec3f(), vec3f(alpha));
  }
  textureStore(texture, id.xy, vec4f(rgb, alpha));
}
