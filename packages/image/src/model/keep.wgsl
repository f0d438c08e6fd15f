// Brings what is known of a picture into a sample: the clean sample with noise, everywhere or where the mask is 0.

struct Parameters {
  clean: f32,
  noise: f32,
  inputScale: f32,
  masked: u32,
}

override pixels = 1u;
override count = 1u;  // blocks of four numbers

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> original: array<vec4f>;
@group(0) @binding(2) var<storage, read> noise: array<vec4f>;
@group(0) @binding(3) var<storage, read> mask: array<f32>;
@group(0) @binding(4) var<storage, read_write> sample: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> networkInput: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64;
  if (at >= count) { return; }
  if (parameters.masked != 0 && mask[at % pixels] != 0) { return; }
  let known = parameters.clean * original[at] + parameters.noise * noise[at];
  sample[at] = known;
  networkInput[at] = parameters.inputScale * known;
}
