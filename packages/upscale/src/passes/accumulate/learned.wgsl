// uses: decision
// The library `decide` of the learned path: what a network says per render pixel. At 0.5 everywhere it is the analytic path,
// nearly: it has no locks.

@group(0) @binding(21) var first: texture_2d<f32>;    // limit, sharpness, two of shape
@group(0) @binding(22) var second: texture_2d<f32>;   // trust, keep, softness

fn decide(within: vec2f) -> Decision {
  let a = textureSampleLevel(first, linearSampler, within, 0.0) - 0.5;
  let b = textureSampleLevel(second, linearSampler, within, 0.0) - 0.5;
  // An ellipse of the same area or less, along the direction that the network sees.
  let stretch = 1.8 * a.zw;
  let shape = stretch * min(0.95 / max(length(stretch), 1e-6), 1.0);
  return Decision(exp2(3.0 * a.x), exp2(4.0 * a.y), exp2(4.0 * b.z), shape, 2.0 * b.x, 2.0 * b.y);
}

// A network that sees one frame holds history back for good: at rest what many frames have said goes before what it says.
fn settle(d: Decision, rest: f32) -> Decision {
  return Decision(mix(d.limit, max(d.limit, 1.0), rest), d.sharpness, d.softness, d.shape,
    mix(d.trust, max(d.trust, 1.0), rest), mix(d.keep, max(d.keep, 0.0), rest));
}

struct Kernels { d: vec2f, ratio: vec2f, softness: f32, sharpness: f32, shape: vec2f }

fn kernelsAt(decision: Decision, d: vec2f, ratio: vec2f, sharpness: f32) -> Kernels {
  return Kernels(d, ratio, soft * decision.softness, sharpness * decision.sharpness, decision.shape);
}

fn distance2(shape: vec2f, r: vec2f) -> f32 {
  return (1.0 + shape.x) * r.x * r.x + 2.0 * shape.y * r.x * r.y + (1.0 - shape.x) * r.y * r.y;
}

// Weights of the sample at column i and row j: wide, narrow.
fn kernelWeights(k: Kernels, i: i32, j: i32) -> vec2f {
  let r = k.d - vec2f(f32(i), f32(j)) + 1.0;
  return exp2(-vec2f(k.softness * distance2(k.shape, r), k.sharpness * distance2(k.shape, r * k.ratio)));
}

// How far apart the lumas of history and of this frame's samples are.
fn missingFrom(before: f32, now: f32) -> f32 {
  return smoothstep(0.75, 0.95, 1.0 - min(before, now) / max(max(before, now), 1e-4));
}

fn lockAt(past: Past, m: vec4f, d: vec2f) -> f32 { return 0.0; }
// Its thin things have no light to give back.
fn keptLock(lock: f32, isThin: bool) -> f32 { return 0.0; }

fn rectify(decision: Decision, past: vec3f, mean: vec3f, extent: vec3f, belief: Belief) -> vec3f {
  // What is pulled in each frame adds up until lights smaller than a pixel are gone: where history and this frame are far apart,
  // trust by the masks is enough.
  let apart = missingFrom(past.x, mean.x) * min(3.0 * belief.trust * belief.trust, 1.0);
  let escape = max(clamp(belief.trust + decision.trust, 0.0, 1.0), max(apart, belief.lock)) * belief.alike;
  return mix(clip(mean, extent, past), past, escape);
}
