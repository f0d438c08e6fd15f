// uses: numbers grid
// The rows of one matrix, and below them those of another.

@group(0) @binding(1) var<storage, read> first: array<Stored>;
@group(0) @binding(2) var<storage, read> second: array<Stored>;
@group(0) @binding(3) var<storage, read_write> output: array<Stored>;

override blocks = 1u;     // of a row

@compute @workgroup_size(1, 16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (isOutside(id) || id.z >= blocks) { return; }
  let row = grid.row + id.y;
  let at = row * blocks + id.z;
  if (row < grid.input.y) { output[at] = first[at]; } else { output[at] = second[at - grid.input.y * blocks]; }
}
