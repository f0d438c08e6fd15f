// Channels of a small map as the pixels of a large one (`pixel_shuffle`), and back. Invocations are pixels of the small one.

struct Shuffle { small: vec2u, large: vec2u, pictures: u32, factor: u32, back: u32, accumulate: u32 }
@group(0) @binding(0) var<uniform> shuffle: Shuffle;
@group(0) @binding(1) var<storage, read> input: array<f32>;
@group(0) @binding(2) var<storage, read_write> output: array<f32>;

fn elementIn(size: vec2u, channel: u32, picture: u32, at: vec2u) -> u32 {
  return 4 * (((channel / 4 * shuffle.pictures + picture) * size.y + at.y) * size.x + at.x) + channel % 4;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let picture = id.x / (shuffle.small.x * shuffle.small.y);
  if (picture >= shuffle.pictures) { return; }
  let at = vec2u(id.x % shuffle.small.x, id.x / shuffle.small.x % shuffle.small.y);
  let phase = id.y % (shuffle.factor * shuffle.factor);
  let place = at * shuffle.factor + vec2u(phase % shuffle.factor, phase / shuffle.factor);
  let small = elementIn(shuffle.small, id.y, picture, at);
  let isInside = all(place < shuffle.large);
  let large = elementIn(shuffle.large, id.y / (shuffle.factor * shuffle.factor), picture, place);
  if (shuffle.back == 0) {
    if (isInside) { output[large] = input[small]; }
    return;
  }
  var v = 0.0;
  if (isInside) { v = input[large]; }
  if (shuffle.accumulate != 0) { output[small] += v; } else { output[small] = v; }
}
