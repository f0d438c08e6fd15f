// uses: decision
// The library `decide` of the analytic path: the masks alone decide, kernels are round, and locks hold thin features.

fn decide(within: vec2f) -> Decision { return Decision(1.0, 1.0, 1.0, vec2f(), 0.0, 0.0); }

fn settle(decision: Decision, rest: f32) -> Decision { return decision; }

// Round kernels are separable: six exponentials each instead of nine.
struct Kernels { wideX: vec3f, wideY: vec3f, narrowX: vec3f, narrowY: vec3f }

fn kernelsAt(decision: Decision, d: vec2f, ratio: vec2f, sharpness: f32) -> Kernels {
  let taps = vec3f(-1.0, 0.0, 1.0);
  let nx = (d.x - taps) * ratio.x;
  let ny = (d.y - taps) * ratio.y;
  return Kernels(
    exp2(-soft * (d.x - taps) * (d.x - taps)), exp2(-soft * (d.y - taps) * (d.y - taps)),
    exp2(-sharpness * nx * nx), exp2(-sharpness * ny * ny));
}

// Weights of the sample at column i and row j: wide, narrow.
fn kernelWeights(k: Kernels, i: i32, j: i32) -> vec2f {
  return vec2f(k.wideX[i] * k.wideY[j], k.narrowX[i] * k.narrowY[j]);
}

// How likely this frame's samples, whose luma has the mean `now`, missed the thin thing that moves here.
fn missingFrom(before: f32, now: f32) -> f32 { return 1.0; }

// `m` is the mask, `d` the distance from the nearest sample in display pixels.
fn lockAt(past: Past, m: vec4f, d: vec2f) -> f32 {
  let earned = m.a * exp2(-narrow * dot(d, d));
  return max(past.lock * lockKeep, earned) * (1.0 - m.r) * (1.0 - m.g);
}

// The last of its eight bits tells `sharpen` of a thin thing that moves.
fn keptLock(lock: f32, isThin: bool) -> f32 { return (2.0 * floor(lock * 127.0) + select(0.0, 1.0, isThin)) / 255.0; }

fn rectify(decision: Decision, past: vec3f, mean: vec3f, extent: vec3f, belief: Belief) -> vec3f {
  let allowance = loose * max(belief.trust * belief.trust, belief.lock) * belief.alike;
  return clip(mean, extent + allowance, past);
}
