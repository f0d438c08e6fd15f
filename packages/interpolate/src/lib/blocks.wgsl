// uses: params
// How a pixel between two pictures moves, by the optical flow of the blocks around it: candidates are the interpolated vector and
// those of 3×3 blocks, weighed by how well both pictures agree along each (overlapped block motion compensation).
@group(0) @binding(1) var flow: texture_2d<f32>;
@group(0) @binding(4) var beforeSmall: texture_2d<f32>;
@group(0) @binding(5) var nowSmall: texture_2d<f32>;
@group(0) @binding(6) var linearSampler: sampler;

override switching = 0.8;    // share of the interpolated vector's difference that a block's own must stay below
override stay = 0.001;       // cost of a pixel between a block's vector and the interpolated one
override outside = 0.02;     // difference that a tap beyond the picture counts as
override softness = 0.5;     // difference from the best at which a weight is 1/e, as a share of the best's
override flat = 0.002;       // the same of a perfect match
override alike = 0.5;        // pixels between vectors of blocks that are matched as one
override near = 1.0;         // pixels from the best vector within which vectors are merged into one

const candidates = 10;

// Where both pictures are read along a vector.
struct Ends { previous: vec2f, current: vec2f }

// Vectors (uv, to the previous picture) by weight. The first is the mean of the best one and of those near it.
struct Matched {
  vectors: array<vec2f, candidates>,
  weights: array<f32, candidates>,
  count: i32,
  smoothed: vec2f,   // the interpolated vector
  cost: f32,         // of the best
}

fn isInside(uv: vec2f) -> bool { return all(uv >= vec2f()) && all(uv <= vec2f(1.0)); }

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

fn pixels(v: vec2f) -> f32 { return length(v * params.displaySize); }

// Most blocks around a pixel move alike: what differs by less than `alike` is matched once and counts as often as it is there.
fn matched(uv: vec2f) -> Matched {
  let scale = 2.0 / params.displaySize;   // it was matched at half the size
  let blocks = vec2i(textureDimensions(flow));
  let position = uv * params.displaySize / 8.0;
  let smoothed = textureSampleLevel(flow, linearSampler, position / vec2f(blocks), 0.0).xy * scale;
  var m = Matched();
  m.smoothed = smoothed;
  m.vectors[0] = smoothed;
  m.weights[0] = 1.0;
  m.count = 1;
  for (var i = 0; i < 9; i++) {
    let block = clamp(vec2i(position) + vec2i(i % 3 - 1, i / 3 - 1), vec2i(0), blocks - 1);
    let vector = textureLoad(flow, block, 0).xy * scale;
    var same = 0;
    for (var k = 1; k < m.count; k++) {
      if (pixels(vector - m.vectors[k]) < alike) { same = k; }
    }
    if (same > 0) {
      m.weights[same] += 1.0;
      continue;
    }
    m.vectors[m.count] = vector;
    m.weights[m.count] = 1.0;
    m.count += 1;
  }

  var costs: array<f32, candidates>;
  let unmoved = difference(uv, smoothed);
  costs[0] = unmoved * switching;
  var best = 0;
  for (var k = 1; k < m.count; k++) {
    let away = pixels(m.vectors[k] - smoothed);
    var apart = unmoved;
    if (away > 0.5 * alike) { apart = difference(uv, m.vectors[k]); }
    costs[k] = apart + stay * min(away, 16.0);
    if (costs[k] < costs[best]) { best = k; }
  }
  m.cost = costs[best];
  return merged(m, costs, m.vectors[best]);
}

fn merged(m: Matched, costs: array<f32, candidates>, best: vec2f) -> Matched {
  var result = Matched();
  result.smoothed = m.smoothed;
  result.cost = m.cost;
  result.count = 1;
  let unit = softness * m.cost + flat;
  for (var k = 0; k < m.count; k++) {
    let weight = m.weights[k] * exp((m.cost - costs[k]) / unit);
    if (pixels(m.vectors[k] - best) < near) {
      result.vectors[0] += weight * m.vectors[k];
      result.weights[0] += weight;
    } else {
      result.vectors[result.count] = m.vectors[k];
      result.weights[result.count] = weight;
      result.count += 1;
    }
  }
  result.vectors[0] /= result.weights[0];
  return result;
}
