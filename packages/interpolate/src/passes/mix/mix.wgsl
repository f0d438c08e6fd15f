// uses: params color filter
// Once per pixel of a picture between two others without motion vectors: of the flow of the blocks around the pixel the vector
// along which both agree best, and both blended along it.

@group(0) @binding(1) var flow: texture_2d<f32>;
@group(0) @binding(2) var before: texture_2d<f32>;
@group(0) @binding(3) var now: texture_2d<f32>;
@group(0) @binding(4) var beforeSmall: texture_2d<f32>;
@group(0) @binding(5) var nowSmall: texture_2d<f32>;
@group(0) @binding(6) var linearSampler: sampler;
@group(0) @binding(7) var<storage, read> cut: array<u32, 4>;
@group(0) @binding(8) var output: texture_storage_2d<rgba16float, write>;

override switching = 0.8;   // share of the interpolated vector's difference that a block's own must stay below

fn isInside(uv: vec2f) -> bool { return all(uv >= vec2f()) && all(uv <= vec2f(1.0)); }

// Mean difference of both pictures along a vector around a pixel, at half the size.
fn difference(uv: vec2f, vector: vec2f) -> f32 {
  let previous = uv + params.t * vector;
  let current = uv - (1.0 - params.t) * vector;
  let step = 2.0 / params.displaySize;
  var sum = 0.0;
  for (var i = 0; i < 9; i++) {
    let offset = step * vec2f(vec2i(i % 3 - 1, i / 3 - 1));
    let a = textureSampleLevel(beforeSmall, linearSampler, previous + offset, 0.0).rgb;
    let b = textureSampleLevel(nowSmall, linearSampler, current + offset, 0.0).rgb;
    sum += dot(abs(a - b), vec3f(1.0, 0.7, 0.7));
  }
  return sum / 9.0;
}

fn warped(image: texture_2d<f32>, uv: vec2f) -> vec4f {
  return max(sampleCubic(image, linearSampler, uv, params.displaySize), vec4f());
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = vec2i(id.xy);
  if (any(at >= vec2i(params.displaySize))) { return; }
  if (cut[0] == 1u) {
    if (params.t < 0.5) { textureStore(output, at, textureLoad(before, at, 0)); }
    else { textureStore(output, at, textureLoad(now, at, 0)); }
    return;
  }
  let uv = (vec2f(at) + 0.5) / params.displaySize;
  let scale = 2.0 / params.displaySize;   // it was matched at half the size
  let blocks = vec2i(textureDimensions(flow));
  let block = vec2i(at / 8);
  var vector = textureSampleLevel(flow, linearSampler, (vec2f(at) + 0.5) / (8.0 * vec2f(blocks)), 0.0).xy * scale;
  var best = difference(uv, vector) * switching;
  for (var i = 0; i < 9; i++) {
    let near = clamp(block + vec2i(i % 3 - 1, i / 3 - 1), vec2i(0), blocks - 1);
    let other = textureLoad(flow, near, 0).xy * scale;
    let d = difference(uv, other);
    if (d < best) { best = d; vector = other; }
  }
  let previous = uv + params.t * vector;
  let current = uv - (1.0 - params.t) * vector;
  var w = vec2f(1.0 - params.t, params.t) * select(vec2f(1e-3), vec2f(1.0), vec2<bool>(isInside(previous), isInside(current)));
  w /= w.x + w.y;
  let sum = warped(before, previous) * w.x + warped(now, current) * w.y;
  textureStore(output, at, vec4f(expand(sum.rgb), sum.a));
}
