// uses: conv
// The gradient of the weights of a convolution: a product of inputs and output gradients, summed over the pixels of all pictures,
// in parts of some rows that are added up afterwards. Each invocation keeps a row of taps of 4×4 channels in registers and
// goes along the rows of its part; the first ones sum up the bias too.

@group(0) @binding(1) var<storage, read> input: array<vec4f>;
@group(0) @binding(2) var<storage, read> skip: array<vec4f>;
@group(0) @binding(3) var<storage, read> gradient: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> parts: array<vec4f>;

fn fetch(block: u32, picture: u32, x: i32, y: u32) -> vec4f {
  if (x < 0 || x >= i32(conv.grid.x)) { return vec4f(); }
  let p = vec2u(u32(x), y);
  if (block >= conv.firstBlocks) { return skip[elementIn(conv.grid, block - conv.firstBlocks, picture, p)]; }
  return input[elementIn(conv.first, block, picture, p >> vec2u(upsample))];
}

fn outer(v: vec4f, g: vec4f) -> mat4x4f { return mat4x4f(v.x * g, v.y * g, v.z * g, v.w * g); }

fn store(at: u32, m: mat4x4f) {
  for (var i = 0u; i < 4; i++) { parts[at + i] = m[i]; }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let inputBlocks = conv.firstBlocks + conv.skipBlocks;
  let output = id.x % conv.outputBlocks;
  let block = id.x / conv.outputBlocks % inputBlocks;
  let tapRow = id.x / (conv.outputBlocks * inputBlocks);
  if (tapRow >= kernel) { return; }
  var left = mat4x4f(); var middle = mat4x4f(); var right = mat4x4f();
  var bias = vec4f();
  let last = min((id.y + 1) * conv.rows, conv.pictures * conv.output.y);
  for (var row = id.y * conv.rows; row < last; row++) {
    let picture = row / conv.output.y;
    let y = row % conv.output.y;
    let line = i32(y * stride + tapRow) - i32(margin);
    if (line < 0 || line >= i32(conv.grid.y)) { continue; }
    let above = u32(line);
    var behind = vec4f();
    var here = fetch(block, picture, 0, above);
    for (var x = 0u; x < conv.output.x; x++) {
      let g = gradient[elementIn(conv.output, output, picture, vec2u(x, y))];
      bias += g;
      middle += outer(here, g);
      if (kernel == 3) {
        let ahead = fetch(block, picture, i32(x * stride) + 1, above);
        left += outer(behind, g);
        right += outer(ahead, g);
        behind = select(here, ahead, stride == 2);
        here = ahead;
      }
      if (kernel == 1 || stride == 2) { here = fetch(block, picture, i32((x + 1) * stride), above); }
    }
  }
  let total = biasAt(conv.outputBlocks);
  let start = id.y * total;
  if (kernel == 3) {
    store(start + matrixAt(block, tapRow * 3, output), left);
    store(start + matrixAt(block, tapRow * 3 + 1, output), middle);
    store(start + matrixAt(block, tapRow * 3 + 2, output), right);
  } else {
    store(start + matrixAt(block, 0, output), middle);
  }
  if (block == 0 && tapRow == margin) { parts[start + biasAt(output)] = bias; }
}
