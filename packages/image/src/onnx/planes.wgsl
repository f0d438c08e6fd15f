// A sample, blocks of four channels in floats, as planes in floats or halves, or back; times a factor and with an offset.

override pixels = 1u;
override channels = 4u;
override isHalf = false;
override scale = 1.0;
override offset = 0.0;

@group(0) @binding(0) var<storage, read> sample: array<f32>;
@group(0) @binding(1) var<storage, read_write> written: array<u32>;
@group(0) @binding(2) var<storage, read> planes: array<u32>;
@group(0) @binding(3) var<storage, read_write> result: array<vec4f>;

fn numberAt(at: u32) -> f32 {
  if (at >= channels * pixels) { return 0; }
  let channel = at / pixels;
  return sample[((channel / 4) * pixels + at % pixels) * 4 + channel % 4] * scale + offset;
}

// Two numbers of the planes.
@compute @workgroup_size(64)
fn toPlanes(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = 2 * (id.x + id.y * groups.x * 64);
  if (at >= channels * pixels) { return; }
  if (isHalf) {
    written[at / 2] = pack2x16float(vec2f(numberAt(at), numberAt(at + 1)));
    return;
  }
  written[at] = bitcast<u32>(numberAt(at));
  if (at + 1 < channels * pixels) { written[at + 1] = bitcast<u32>(numberAt(at + 1)); }
}

fn planeAt(channel: u32, pixel: u32) -> f32 {
  if (channel >= channels) { return 0; }
  let at = channel * pixels + pixel;
  if (isHalf) { return unpack2x16float(planes[at / 2])[at % 2] * scale + offset; }
  return bitcast<f32>(planes[at]) * scale + offset;
}

// A pixel of a block.
@compute @workgroup_size(64)
fn toSample(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64;
  if (at >= ((channels + 3) / 4) * pixels) { return; }
  let first = 4 * (at / pixels);
  let pixel = at % pixels;
  result[at] = vec4f(planeAt(first, pixel), planeAt(first + 1, pixel), planeAt(first + 2, pixel), planeAt(first + 3, pixel));
}
