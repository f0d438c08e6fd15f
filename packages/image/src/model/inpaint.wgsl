// uses: numbers
// What an inpainting network reads beside the sample: the mask, then the latent of what is known, one channel after the other.

override pixels = 1u;
override channels = 4u;  // of a latent
override firstBlock = 1u;
override blocks = 2u;

@group(0) @binding(0) var<storage, read> mask: array<f32>;
@group(0) @binding(1) var<storage, read> latent: array<f32>;
@group(0) @binding(2) var<storage, read_write> map: array<Stored>;

fn channelAt(channel: u32, pixel: u32) -> f32 {
  if (channel == 0) { return mask[pixel]; }
  let c = channel - 1;
  if (c >= channels) { return 0; }
  return latent[((c / 4) * pixels + pixel) * 4 + c % 4];
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let pixel = id.x;
  let block = id.y;
  if (pixel >= pixels || block >= blocks) { return; }
  let first = block * 4;
  map[(firstBlock + block) * pixels + pixel] = pack(vec4f(
    channelAt(first, pixel),
    channelAt(first + 1, pixel),
    channelAt(first + 2, pixel),
    channelAt(first + 3, pixel),
  ));
}
