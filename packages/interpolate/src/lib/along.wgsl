// uses: params filter blocks
// Both pictures along the vectors of blocks.wgsl.
@group(0) @binding(2) var before: texture_2d<f32>;
@group(0) @binding(3) var now: texture_2d<f32>;

override little = 0.02;   // weight below which a vector is left out

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

// By the weights of the vectors; the first one is always read.
fn meanAlong(uv: vec2f, m: Matched) -> vec4f {
  var sum = m.weights[0] * along(uv, m.vectors[0]);
  var total = m.weights[0];
  for (var k = 1; k < m.count; k++) {
    if (m.weights[k] < little) { continue; }
    sum += m.weights[k] * along(uv, m.vectors[k]);
    total += m.weights[k];
  }
  return sum / total;
}
