// What the shaders of sampling share.

struct Parameters {
  firstBlock: u32,          // of the logits
  blocks: u32,
  tokens: u32,
  position: u32,            // of the token to be drawn
  ringSize: u32,
  recent: u32,              // tokens before it that penalties count
  repetition: f32,
  presence: f32,
  frequency: f32,
  inverseTemperature: f32,  // 0 takes the most likely token
  topK: u32,                // 0 for all
  topP: f32,
  farthest: f32,            // how far below the best a score may be, in units of the temperature
  seed: vec2u,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
