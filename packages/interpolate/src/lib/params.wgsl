// Constants of one generated frame, written by params.ts in the same order. Binding 0 of every pass.
// Frame 0 of a pair is the previous one, frame 1 the current one; the generated frame is at time `t`.
struct Params {
  toPrevious: mat4x4f,         // clip space of the current camera → of the previous one
  toCurrent: mat4x4f,          // clip space of the previous camera → of the current one
  toTarget: mat4x4f,           // clip space of the current camera → of the one at `t`; read with flagCamera
  displaySize: vec2f,          // pixels of colour and output
  renderSize: vec2f,           // pixels of depth and motion of the current frame
  previousRenderSize: vec2f,   // the same of the previous frame
  jitter: vec2f,               // render pixels, y down: texel i holds the scene at i + 0.5 + jitter
  previousJitter: vec2f,
  motionScale: vec2f,          // uvPrevious = uv + motionVector · motionScale
  nearness: vec2f,             // nearness = x + y · depth, current frame
  previousNearness: vec2f,     // the same of the previous frame
  tolerance: vec2f,            // separation that counts as another surface: relative, absolute
  t: f32,                      // 0 previous, 1 current, above 1 after it
  flags: u32,
  mode: u32,                   // debug view
  frame: u32,                  // number of the real frame, for the checker
}

const flagSingle = 1u;   // no previous frame
const flagCamera = 2u;   // toTarget holds
const flagHudless = 4u;  // colour without the HUD is known
const flagUi = 8u;       // a layer is laid over the result
const flagAfter = 16u;   // the frame is after the current one

@group(0) @binding(0) var<uniform> params: Params;

fn has(flag: u32) -> bool { return (params.flags & flag) != 0u; }
