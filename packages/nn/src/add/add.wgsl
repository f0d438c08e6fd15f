// uses: numbers grid activation
// The sum of two maps or matrices, or of a map and one row for all of its pixels, and an activation.

@group(0) @binding(1) var<storage, read> first: array<Stored>;
@group(0) @binding(2) var<storage, read> second: array<Stored>;
@group(0) @binding(3) var<storage, read_write> output: array<Stored>;

override isRow = false; // whether `second` is a row: a number for each channel

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (isOutside(id)) { return; }
  let at = elementOf(id);
  output[at] = pack(activate(vec4f(unpack(first[at])) + vec4f(unpack(second[select(at, id.z, isRow)]))));
}
