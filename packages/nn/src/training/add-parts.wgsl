// Adds up the parts of a gradient of weights, always in the same order.

struct Sum { count: u32, parts: u32, start: u32 }
@group(0) @binding(0) var<uniform> sum: Sum;
@group(0) @binding(1) var<storage, read> parts: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> gradients: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sum.count) { return; }
  var total = vec4f();
  for (var i = 0u; i < sum.parts; i++) { total += parts[i * sum.count + id.x]; }
  gradients[sum.start + id.x] = total;
}
