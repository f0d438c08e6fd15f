// uses: numbers
// Samples, four floats each, as elements of a feature map or back, times a factor and with an offset.

override count = 1u;
override scale = 1.0;
override offset = 0.0;

@group(0) @binding(0) var<storage, read> sample: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> map: array<Stored>;
@group(0) @binding(2) var<storage, read> given: array<Stored>;
@group(0) @binding(3) var<storage, read_write> result: array<vec4f>;

@compute @workgroup_size(64)
fn toMap(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64;
  if (at < count) { map[at] = pack(sample[at] * scale + offset); }
}

@compute @workgroup_size(64)
fn toSample(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64;
  if (at < count) { result[at] = vec4f(unpack(given[at])) * scale + offset; }
}
