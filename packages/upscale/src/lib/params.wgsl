// Per-frame constants, written by params.ts in the same order. Binding 0 of every pass.
struct Params {
  renderSize: vec2f,           // pixels of this frame's inputs
  displaySize: vec2f,          // pixels of the output
  previousRenderSize: vec2f,   // pixels of the last frame's inputs
  jitter: vec2f,               // render pixels, y down: texel i holds the scene at i + 0.5 + jitter
  motionScale: vec2f,          // uvPrevious = uv + motionVector · motionScale
  nearness: vec2f,             // nearness = x + y · depth: 1 at the near plane, 0 at infinity
  tolerance: vec2f,            // separation that counts as another surface: relative, absolute
  preExposure: f32,            // factor that the application already applied to colour
  seconds: f32,                // since the last frame
  sharpness: f32,              // 0…1
  flags: u32,
  frame: u32,
  mode: u32,                   // debug view
}

const flagReset = 1u;            // no history
const flagReactive = 2u;         // a reactive mask is bound
const flagOpaque = 4u;           // an opaque-only colour is bound: derive the reactive mask
const flagExposure = 8u;         // an exposure texture is bound
const flagOrthographic = 16u;

@group(0) @binding(0) var<uniform> params: Params;

fn has(flag: u32) -> bool { return (params.flags & flag) != 0u; }
