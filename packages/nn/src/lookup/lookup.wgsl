// uses: numbers grid classes
// The row of a table for each pixel, by its class. A class beyond the table gives zeros.

@group(0) @binding(1) var<storage, read> input: array<u32>;
@group(0) @binding(2) var<storage, read> table: array<Stored>;   // [class][block]
@group(0) @binding(3) var<storage, read_write> output: array<Stored>;

override rows = 1u;
override blocks = 1u;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (isOutside(id)) { return; }
  let pixel = inputElement(0, pixelOf(id));
  let row = classIn(input[wordOf(pixel)], pixel);
  if (row < rows) {
    output[elementOf(id)] = table[row * blocks + id.z];
  } else {
    output[elementOf(id)] = pack(vec4f());
  }
}
