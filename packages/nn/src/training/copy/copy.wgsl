// Copies some channels of a batch to others, as joining maps does, and back.

struct Copy { pixels: u32, source: u32, goal: u32, accumulate: u32 }
@group(0) @binding(0) var<uniform> copy: Copy;
@group(0) @binding(1) var<storage, read> input: array<f32>;
@group(0) @binding(2) var<storage, read_write> output: array<f32>;

fn elementAt(channel: u32, pixel: u32) -> u32 { return 4 * (channel / 4 * copy.pixels + pixel) + channel % 4; }

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= copy.pixels) { return; }
  let v = input[elementAt(copy.source + id.y, id.x)];
  let to = elementAt(copy.goal + id.y, id.x);
  if (copy.accumulate != 0) { output[to] += v; } else { output[to] = v; }
}
