// uses: numbers grid activation
// An activation by itself.

@group(0) @binding(1) var<storage, read> input: array<Stored>;
@group(0) @binding(2) var<storage, read_write> output: array<Stored>;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (isOutside(id)) { return; }
  let at = elementOf(id);
  output[at] = pack(activate(vec4f(unpack(input[at]))));
}
