// uses: numbers grid
// Copies the channels of one map behind those of the maps before it. A block that two maps share is written twice, and
// keeps what lies below `start`.

@group(0) @binding(1) var<storage, read> input: array<Stored>;
@group(0) @binding(2) var<storage, read_write> output: array<Stored>;

override start = 0u;      // first channel of the output
override channels = 1u;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (isOutside(id)) { return; }
  let block = start / 4 + id.z;
  let pixel = pixelOf(id);
  let at = (block * grid.size.y + pixel.y) * grid.size.x + pixel.x;
  if (start % 4 == 0) {
    output[at] = input[inputElement(id.z, pixel)];
    return;
  }
  var v = vec4f(unpack(output[at]));
  for (var lane = 0u; lane < 4; lane++) {
    let channel = 4 * block + lane;
    if (channel < start) { continue; }
    let source = channel - start;
    v[lane] = 0.0;
    if (source < channels) { v[lane] = f32(unpack(input[inputElement(source / 4, pixel)])[source % 4]); }
  }
  output[at] = pack(v);
}
