// uses: params color filter
// Once per pixel of a picture between two others without motion vectors: both pictures along the vectors of the blocks around
// the pixel, weighed by how well both agree there (overlapped block motion compensation).

@group(0) @binding(1) var flow: texture_2d<f32>;
@group(0) @binding(2) var before: texture_2d<f32>;
@group(0) @binding(3) var now: texture_2d<f32>;
@group(0) @binding(4) var beforeSmall: texture_2d<f32>;
@group(0) @binding(5) var nowSmall: texture_2d<f32>;
@group(0) @binding(6) var linearSampler: sampler;
@group(0) @binding(7) var<storage, read> cut: array<u32, 4>;
@group(0) @binding(8) var output: texture_storage_2d<rgba16float, write>;

override switching = 0.8;    // share of the interpolated vector's difference that a block's own must stay below
override stay = 0.001;       // cost of a pixel between a block's vector and the interpolated one
override outside = 0.02;     // difference that a tap beyond the picture counts as
override softness = 0.5;     // difference from the best at which a weight is 1/e, as a share of the best's
override flat = 0.002;       // the same of a perfect match
override least = 0.02;       // weight below which a vector is left out

const candidates = 10;       // the interpolated vector and those of 3×3 blocks

fn isInside(uv: vec2f) -> bool { return all(uv >= vec2f()) && all(uv <= vec2f(1.0)); }

// Where both pictures are read along a vector.
struct Ends { previous: vec2f, current: vec2f }

fn endsOf(uv: vec2f, vector: vec2f) -> Ends { return Ends(uv + params.t * vector, uv - (1.0 - params.t) * vector); }

// Mean difference of both pictures along a vector around a pixel, at half the size.
fn difference(uv: vec2f, vector: vec2f) -> f32 {
  let ends = endsOf(uv, vector);
  let step = 2.0 / params.displaySize;
  var sum = 0.0;
  for (var i = 0; i < 9; i++) {
    let offset = step * vec2f(vec2i(i % 3 - 1, i / 3 - 1));
    let there = ends.previous + offset;
    let here = ends.current + offset;
    if (!(isInside(there) && isInside(here))) {
      sum += outside;
      continue;
    }
    let a = textureSampleLevel(beforeSmall, linearSampler, there, 0.0).rgb;
    let b = textureSampleLevel(nowSmall, linearSampler, here, 0.0).rgb;
    sum += dot(abs(a - b), vec3f(1.0, 0.7, 0.7));
  }
  return sum / 9.0;
}

fn warped(image: texture_2d<f32>, uv: vec2f) -> vec4f {
  return max(sampleCubic(image, linearSampler, uv, params.displaySize), vec4f());
}

// Both pictures along a vector, by time; what is beyond one of them is taken from the other.
fn along(uv: vec2f, vector: vec2f) -> vec4f {
  let ends = endsOf(uv, vector);
  let seen = vec2<bool>(isInside(ends.previous), isInside(ends.current));
  let w = vec2f(1.0 - params.t, params.t) * select(vec2f(1e-3), vec2f(1.0), seen);
  return (warped(before, ends.previous) * w.x + warped(now, ends.current) * w.y) / (w.x + w.y);
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
  let smoothed = textureSampleLevel(flow, linearSampler, (vec2f(at) + 0.5) / (8.0 * vec2f(blocks)), 0.0).xy * scale;
  var vectors: array<vec2f, candidates>;
  var costs: array<f32, candidates>;
  vectors[0] = smoothed;
  costs[0] = difference(uv, smoothed) * switching;
  var best = costs[0];
  for (var i = 1; i < candidates; i++) {
    let near = clamp(at / 8 + vec2i((i - 1) % 3 - 1, (i - 1) / 3 - 1), vec2i(0), blocks - 1);
    let vector = textureLoad(flow, near, 0).xy * scale;
    let away = length((vector - smoothed) * params.displaySize);
    vectors[i] = vector;
    costs[i] = difference(uv, vector) + stay * min(away, 16.0);
    best = min(best, costs[i]);
  }
  let unit = softness * best + flat;
  var sum = vec4f();
  var total = 0.0;
  for (var i = 0; i < candidates; i++) {
    let weight = exp((best - costs[i]) / unit);
    if (weight < least) { continue; }
    sum += weight * along(uv, vectors[i]);
    total += weight;
  }
  sum /= total;
  textureStore(output, at, vec4f(expand(sum.rgb), sum.a));
}
