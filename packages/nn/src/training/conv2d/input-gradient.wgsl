// uses: conv
// The gradient of an input of a convolution: the gradients of the output through the transposed weights. Each invocation
// computes 2×2 pixels of the grid in a block of four channels; of an enlarged input they are one pixel, and are added up.

@group(0) @binding(1) var<storage, read> weights: array<vec4f>;
@group(0) @binding(2) var<storage, read> gradient: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>;

const side = select(kernel + 1, 2u, stride == 2);

fn fetch(block: u32, picture: u32, at: vec2i) -> vec4f {
  if (any(at < vec2i()) || any(at >= vec2i(conv.output))) { return vec4f(); }
  return gradient[elementIn(conv.output, block, picture, vec2u(at))];
}

fn matrix(tap: u32, input: u32, output: u32) -> mat4x4f {
  let w = conv.weights + matrixAt(input, tap, output);
  return mat4x4f(weights[w], weights[w + 1], weights[w + 2], weights[w + 3]);
}

fn put(element: u32, v: vec4f) {
  if (conv.accumulate != 0) { output[element] += v; } else { output[element] = v; }
}

fn store(block: u32, picture: u32, at: vec2u, v: vec4f) {
  if (all(at < conv.grid)) { put(elementIn(conv.grid, block, picture, at), v); }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quads = (conv.grid + 1) / 2;
  let picture = id.x / (quads.x * quads.y);
  if (picture >= conv.pictures) { return; }
  let at = 2 * vec2u(id.x % quads.x, id.x / quads.x % quads.y);
  let input = conv.start + id.y;
  var a = vec4f(); var b = vec4f(); var c = vec4f(); var d = vec4f();
  let corner = select(vec2i(at) - i32(margin), vec2i(at / 2), stride == 2);
  for (var block = 0u; block < conv.outputBlocks; block++) {
    var tile: array<vec4f, side * side>;
    for (var y = 0u; y < side; y++) {
      for (var x = 0u; x < side; x++) { tile[y * side + x] = fetch(block, picture, corner + vec2i(vec2u(x, y))); }
    }
    if (stride == 1) {
      for (var y = 0u; y < kernel; y++) {
        for (var x = 0u; x < kernel; x++) {
          let m = matrix(taps - 1 - (y * kernel + x), input, block);
          let i = y * side + x;
          a += tile[i] * m;
          b += tile[i + 1] * m;
          c += tile[i + side] * m;
          d += tile[i + side + 1] * m;
        }
      }
    } else if (kernel == 1) {
      a += tile[0] * matrix(0, input, block);
    } else {
      // Of two pixels that follow each other, the middle tap meets the first, the outer ones the second.
      a += tile[0] * matrix(4, input, block);
      b += tile[0] * matrix(5, input, block) + tile[1] * matrix(3, input, block);
      c += tile[0] * matrix(7, input, block) + tile[2] * matrix(1, input, block);
      d += tile[0] * matrix(8, input, block) + tile[1] * matrix(6, input, block);
      d += tile[2] * matrix(2, input, block) + tile[3] * matrix(0, input, block);
    }
  }
  if (upsample == 1) {
    // Beyond an odd size there is nothing.
    let isInside = at + 1 < conv.grid;
    var sum = a;
    if (isInside.x) { sum += b; }
    if (isInside.y) { sum += c; }
    if (all(isInside)) { sum += d; }
    put(elementIn(conv.first, id.y, picture, at / 2), sum);
    return;
  }
  store(id.y, picture, at, a);
  store(id.y, picture, at + vec2u(1, 0), b);
  store(id.y, picture, at + vec2u(0, 1), c);
  store(id.y, picture, at + vec2u(1, 1), d);
}
