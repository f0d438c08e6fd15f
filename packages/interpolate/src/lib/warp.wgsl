// uses: params color filter candidate
// Both real frames, read where a surface is in them.
@group(0) @binding(8) var before: texture_2d<f32>;
@group(0) @binding(9) var now: texture_2d<f32>;

fn warped(image: texture_2d<f32>, uv: vec2f, slope: f32) -> vec4f {
  return max(sampleCubic(image, linearSampler, uv, params.displaySize, slope), vec4f());
}

// What a pixel shows before anything is laid over it, and what led to it.
struct Composed {
  color: vec4f,      // working range
  chosen: Candidate,
  vector: vec2f,     // optical flow, uv to the previous frame
  weights: vec4f,    // previous and current along motion, previous and current along flow
}

// Positions along the flow.
fn flowEnds(uv: vec2f, vector: vec2f) -> array<vec2f, 2> {
  return array<vec2f, 2>(uv + params.t * vector, uv - (1.0 - params.t) * vector);
}
