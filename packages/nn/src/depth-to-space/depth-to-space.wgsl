// uses: numbers grid
// Channels become pixels, in the order of PyTorch's pixel_shuffle.

@group(0) @binding(1) var<storage, read> input: array<Stored>;
@group(0) @binding(2) var<storage, read_write> output: array<Stored>;

override factor = 2u;
override channels = 1u;   // of the output

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (isOutside(id)) { return; }
  let pixel = pixelOf(id);
  let place = pixel % factor;
  var v = vec4f();
  for (var lane = 0u; lane < 4; lane++) {
    let channel = 4 * id.z + lane;
    if (channel >= channels) { break; }
    let source = (channel * factor + place.y) * factor + place.x;
    v[lane] = f32(unpack(input[inputElement(source / 4, pixel / factor)])[source % 4]);
  }
  output[elementOf(id)] = pack(v);
}
