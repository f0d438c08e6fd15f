// What every pass of a convolution knows. The pictures of a batch lie below each other: a map is one tall picture.
// `kernel stride upsample`, on which loops and arrays depend, are constants of the prelude.

struct Conv {
  output: vec2u,        // pixels of a picture of the output
  grid: vec2u,          // those that the kernel slides over: of the first input, enlarged where that is asked for
  first: vec2u,         // of the first input
  pictures: u32,
  firstBlocks: u32,
  skipBlocks: u32,
  outputBlocks: u32,
  channels: u32,        // of the output
  weights: u32,         // where the layer's weights begin among all, in blocks of four
  activation: u32,
  slope: f32,
  residual: u32,        // whether there is one
  start: u32,           // first block of the inputs whose gradient is wanted
  accumulate: u32,      // whether it is added to what is there
  rows: u32,            // of the output in a part of the sum over pixels
}
@group(0) @binding(0) var<uniform> conv: Conv;

const margin = (kernel - 1) / 2;
const taps = kernel * kernel;

// Weights are matrices [input block][tap][output block] whose columns are input channels; the bias follows.
fn matrixAt(input: u32, tap: u32, output: u32) -> u32 {
  return ((input * taps + tap) * conv.outputBlocks + output) * 4;
}
fn biasAt(output: u32) -> u32 {
  return (conv.firstBlocks + conv.skipBlocks) * taps * conv.outputBlocks * 4 + output;
}
fn elementIn(size: vec2u, block: u32, picture: u32, at: vec2u) -> u32 {
  return ((block * conv.pictures + picture) * size.y + at.y) * size.x + at.x;
}
