// uses: params color filter candidate
// Both real frames, read where a surface is in them.
@group(0) @binding(8) var before: texture_2d<f32>;
@group(0) @binding(9) var now: texture_2d<f32>;

// The cubic whose slope is 0, the softest: one fetch.
fn sampleSoft(image: texture_2d<f32>, uv: vec2f) -> vec4f {
  let position = uv * params.displaySize;
  let centre = floor(position - 0.5) + 0.5;
  let f = position - centre;
  return textureSampleLevel(image, linearSampler, (centre + f * f * (3.0 - 2.0 * f)) / params.displaySize, 0.0);
}

// `sharpness` from −1, the softest, to 1; it changes the slope of the cubic.
fn warped(image: texture_2d<f32>, uv: vec2f, sharpness: f32) -> vec4f {
  var color = sampleCubic(image, linearSampler, uv, params.displaySize);
  if (sharpness != 0.0) { color = mix(sampleSoft(image, uv), color, 1.0 + sharpness); }
  return max(color, vec4f());
}

// How candidates are mixed, 0…1.
struct Shares {
  toOther: f32,   // from the own surface to the other one
  toFlow: f32,    // from both to the flow
  own: f32,       // of the current frame, along each
  other: f32,
  flow: f32,
}

// What a library `choice` answers.
struct Shown {
  color: vec4f,   // working range
  shares: Shares,
}

// A pixel and its candidates.
struct Asked {
  uv: vec2f,
  own: Candidate,
  other: Candidate,      // the own one away from edges
  ends: array<vec2f, 2>, // along the flow
  flowError: f32,
  edge: bool,
  nearer: bool,          // the other surface is the nearer one
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

const least = 1.0 / 128.0;   // weight below which a candidate is not read

// Both frames at a pair of positions, by the current one's share; a share of next to nothing is not read.
fn pairOf(previous: vec2f, current: vec2f, share: f32, sharpness: f32) -> vec4f {
  if (share < least) { return warped(before, previous, sharpness); }
  if (share > 1.0 - least) { return warped(now, current, sharpness); }
  return mix(warped(before, previous, sharpness), warped(now, current, sharpness), share);
}
