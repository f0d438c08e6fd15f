// uses: numbers
// Moves one map or matrix a part of the way to another.

struct Parameters { amount: f32 }

override count = 1u;

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> other: array<Stored>;
@group(0) @binding(2) var<storage, read_write> values: array<Stored>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64;
  if (at >= count) { return; }
  values[at] = pack(mix(vec4f(unpack(values[at])), vec4f(unpack(other[at])), parameters.amount));
}
