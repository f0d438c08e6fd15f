// uses: numbers grid
// Enlargement by whole factors: each pixel is repeated, and what does not fit the output is cropped.

@group(0) @binding(1) var<storage, read> input: array<Stored>;
@group(0) @binding(2) var<storage, read_write> output: array<Stored>;

override factorX = 2u;
override factorY = 2u;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (isOutside(id)) { return; }
  output[elementOf(id)] = input[inputElement(id.z, pixelOf(id) / vec2u(factorX, factorY))];
}
