// uses: numbers grid
// Rows times a row of factors plus another row, or a matrix: adaptive normalisation, and gates before a sum.

@group(0) @binding(1) var<storage, read> values: array<Stored>;
@group(0) @binding(2) var<storage, read> scale: array<Stored>;
@group(0) @binding(3) var<storage, read> added: array<Stored>;
@group(0) @binding(4) var<storage, read_write> output: array<Stored>;

override offset = 1.0;
override blocks = 1u;     // of a row
override isRow = false;   // whether one row is added to all

@compute @workgroup_size(1, 16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (isOutside(id) || id.z >= blocks) { return; }
  let at = (grid.row + id.y) * blocks + id.z;
  let factor = offset + vec4f(unpack(scale[id.z]));
  let sum = vec4f(unpack(added[select(at, id.z, isRow)]));
  // What fills up the last block of a row is 0 in every matrix, and stays it.
  output[at] = pack(vec4f(unpack(values[at])) * factor + sum);
}
