// uses: numbers grid activation
// Applies the statistics of statistics.wgsl, the bias and the activation.

@group(0) @binding(1) var<storage, read> input: array<Stored>;
@group(0) @binding(2) var<storage, read> statistics: array<vec4f>;   // [mean, factor][block]
@group(0) @binding(3) var<storage, read> bias: array<vec4f>;         // [block]
@group(0) @binding(4) var<storage, read_write> output: array<Stored>;

override blocks = 1u;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (isOutside(id)) { return; }
  let at = elementOf(id);
  let v = vec4f(unpack(input[at])) - statistics[id.z];
  output[at] = pack(activate(v * statistics[blocks + id.z] + bias[id.z]));
}
