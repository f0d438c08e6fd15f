// The analytic choice among four warped candidates: the previous and the current frame, each along the renderer's motion and
// along the optical flow. Weights add up to 1. A network that takes the place of this file chooses among the same four; it
// cannot paint.

struct Evidence {
  share: vec2f,        // of the previous and the current frame by time, together 1
  seen: vec2f,         // how far the surface is visible in each of them, 0…1
  motionError: f32,    // difference of both frames along the renderer's motion
  flowError: f32,      // the same along the flow
  flowSeen: vec2f,     // whether the flow's ends lie inside the frames
  flowHolds: bool,     // the flow says something about this time
}

override trust = 0.5;       // share of the motion's difference that the flow's must stay below
override sharpness = 60.0;  // of the choice between both

// What neither frame shows is taken from both.
fn unseen(seen: vec2f) -> f32 { return select(0.0, 1.0, max(seen.x, seen.y) < 1e-3); }

// x: previous along motion, y: current along motion, z: previous along flow, w: current along flow.
fn decide(e: Evidence) -> vec4f {
  let byMotion = e.share * (e.seen + unseen(e.seen));
  let byFlow = e.share * (e.flowSeen + unseen(e.flowSeen));
  // Where one frame alone shows a surface, both differ along its motion although the motion is right.
  let comparable = max(min(e.seen.x, e.seen.y), 1.0 - max(e.seen.x, e.seen.y));
  let gain = (e.motionError * trust - e.flowError) * comparable;
  let flow = select(0.0, smoothstep(0.0, 1.0, gain * sharpness), e.flowHolds);
  return vec4f((1.0 - flow) * byMotion / (byMotion.x + byMotion.y), flow * byFlow / (byFlow.x + byFlow.y));
}
