// uses: numbers grid
// Means over windows. What lies outside of the input does not count.

@group(0) @binding(1) var<storage, read> input: array<Stored>;
@group(0) @binding(2) var<storage, read_write> output: array<Stored>;

override kernel = 2u;
override stride = 2u;
override margin = 0u;   // pixels by which the first window begins before the input

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (isOutside(id)) { return; }
  let corner = pixelOf(id) * stride;
  let first = max(corner, vec2u(margin)) - margin;
  let end = min(corner + kernel - margin, grid.input);
  var sum = vec4f();
  for (var y = first.y; y < end.y; y++) {
    for (var x = first.x; x < end.x; x++) { sum += vec4f(unpack(input[inputElement(id.z, vec2u(x, y))])); }
  }
  let count = (end - first).x * (end - first).y;
  output[elementOf(id)] = pack(sum / f32(count));
}
