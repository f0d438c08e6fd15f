// uses: numbers grid
// A map as a matrix with a row for each pixel, or back. What fills up the last block of a row is zero.

@group(0) @binding(1) var<storage, read> input: array<Stored>;
@group(0) @binding(2) var<storage, read_write> output: array<Stored>;

override toMatrix = false;
override channels = 1u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let count = grid.size.x * grid.size.y;
  let pixel = id.z * groups.x * 64 + id.x;
  if (pixel >= count) { return; }
  let inMap = id.y * count + pixel;
  let inMatrix = pixel * ((channels + 3) / 4) + id.y;
  if (toMatrix) {
    let isThere = 4 * id.y + vec4u(0, 1, 2, 3) < vec4u(channels);
    output[inMatrix] = pack(select(vec4f(), vec4f(unpack(input[inMap])), isThere));
  } else {
    output[inMap] = input[inMatrix];
  }
}
