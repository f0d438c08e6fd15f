// uses: params
// The optical flow of the blocks around a position.
@group(0) @binding(7) var flow: texture_2d<f32>;

// In uv, to the previous frame; it was matched on pictures of half the size, in blocks of 8 display pixels.
fn flowAt(uv: vec2f) -> vec2f {
  let blocks = 8.0 * vec2f(textureDimensions(flow));
  return textureSampleLevel(flow, linearSampler, uv * params.displaySize / blocks, 0.0).xy * 2.0 / params.displaySize;
}
