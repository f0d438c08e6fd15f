// uses: classes
// A row of a table for each pixel of a batch, and the gradient of the table: of each row the sum over the pixels that read it,
// in parts of some pixels.

struct Lookup { pixels: u32, rows: u32, blocks: u32, weights: u32, span: u32 }
@group(0) @binding(0) var<uniform> layer: Lookup;
@group(0) @binding(1) var<storage, read> input: array<u32>;
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;   // [row][block]
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(4) var<storage, read> gradient: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> parts: array<vec4f>;

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= layer.pixels) { return; }
  let row = classIn(input[wordOf(id.x)], id.x);
  var v = vec4f();
  if (row < layer.rows) { v = weights[layer.weights + row * layer.blocks + id.y]; }
  output[id.y * layer.pixels + id.x] = v;
}

@compute @workgroup_size(64)
fn backward(@builtin(global_invocation_id) id: vec3u) {
  let count = layer.rows * layer.blocks;
  if (id.x >= count) { return; }
  let row = id.x / layer.blocks;
  let start = id.x % layer.blocks * layer.pixels;
  let last = min((id.y + 1) * layer.span, layer.pixels);
  var sum = vec4f();
  for (var pixel = id.y * layer.span; pixel < last; pixel++) {
    if (classIn(input[wordOf(pixel)], pixel) == row) { sum += gradient[start + pixel]; }
  }
  parts[id.y * count + id.x] = sum;
}
