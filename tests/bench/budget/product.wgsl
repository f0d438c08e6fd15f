// Rows of the product of two square matrices, four columns per invocation.
override side = 512u;
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> product: array<vec4f>;
@group(0) @binding(3) var<uniform> rows: vec4u;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let columns = side / 4u;
  if (id.x >= columns || id.y >= rows.y) { return; }
  let row = rows.x + id.y;
  var sum = vec4f(0.0);
  for (var k = 0u; k < side; k++) {
    sum = fma(vec4f(a[row * side + k]), b[k * columns + id.x], sum);
  }
  product[row * columns + id.x] = sum;
}
