// uses: number matrix activation
// An activation, and what it is combined with, four numbers for each invocation.

struct Parameters {
  input: vec2u,
  other: vec2u,
  output: vec2u,
  rows: vec2u,          // first, end
  blocks: u32,
  aliased: u32,         // 1: the output holds the input, 2: it holds the other
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> input: array<Stored>;
@group(0) @binding(2) var<storage, read> other: array<Stored>;
@group(0) @binding(3) var<storage, read_write> output: array<Stored>;

override combine = 0u;   // 0 nothing · 1 multiply · 2 add

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = parameters.rows.x + id.y;
  if (id.x >= parameters.blocks || row >= parameters.rows.y) { return; }
  let at = blockIndex(parameters.output, row, id.x);
  var a: vec4f;
  if (parameters.aliased == 1) { a = vec4f(unpack(output[at])); }
  else { a = vec4f(unpack(input[blockIndex(parameters.input, row, id.x)])); }
  a = activate(a);
  if (combine != 0) {
    var b: vec4f;
    if (parameters.aliased == 2) { b = vec4f(unpack(output[at])); }
    else { b = vec4f(unpack(other[blockIndex(parameters.other, row, id.x)])); }
    if (combine == 1) { a *= b; } else { a += b; }
  }
  output[at] = pack(a);
}
