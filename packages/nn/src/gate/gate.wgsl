// uses: numbers grid
// The update of a gated recurrent unit: the state where the gate is 0, the candidate where it is 1.

@group(0) @binding(1) var<storage, read> state: array<Stored>;
@group(0) @binding(2) var<storage, read> gate: array<Stored>;
@group(0) @binding(3) var<storage, read> candidate: array<Stored>;
@group(0) @binding(4) var<storage, read_write> output: array<Stored>;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (isOutside(id)) { return; }
  let at = elementOf(id);
  let share = vec4f(unpack(gate[at]));
  output[at] = pack((1.0 - share) * vec4f(unpack(state[at])) + share * vec4f(unpack(candidate[at])));
}
