// uses: conv
// A convolution of a batch. Each invocation computes 2×2 pixels in a block of four channels.

@group(0) @binding(1) var<storage, read> weights: array<vec4f>;
@group(0) @binding(2) var<storage, read> input: array<vec4f>;
@group(0) @binding(3) var<storage, read> skip: array<vec4f>;
@group(0) @binding(4) var<storage, read> residual: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> output: array<vec4f>;

const side = stride + kernel;

fn fetch(block: u32, picture: u32, at: vec2i) -> vec4f {
  if (any(at < vec2i()) || any(at >= vec2i(conv.grid))) { return vec4f(); }
  let p = vec2u(at);
  if (block >= conv.firstBlocks) { return skip[elementIn(conv.grid, block - conv.firstBlocks, picture, p)]; }
  return input[elementIn(conv.first, block, picture, p >> vec2u(upsample))];
}

fn activate(v: vec4f) -> vec4f {
  switch (conv.activation) {
    case 1: { return max(v, vec4f()); }
    case 2: { return select(conv.slope * v, v, v > vec4f()); }
    case 3: { return 1.0 / (1.0 + exp(-v)); }
    case 4: { return tanh(clamp(v, vec4f(-20.0), vec4f(20.0))); }
    default: { return v; }
  }
}

fn store(block: u32, picture: u32, at: vec2u, sum: vec4f) {
  if (any(at >= conv.output)) { return; }
  let element = elementIn(conv.output, block, picture, at);
  var v = sum;
  if (conv.residual != 0) { v += residual[element]; }
  // What fills up the last block stays zero, so that its weights do.
  let channel = vec4u(0, 1, 2, 3) + 4 * block;
  output[element] = select(vec4f(), activate(v), channel < vec4u(conv.channels));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quads = (conv.output + 1) / 2;
  let picture = id.x / (quads.x * quads.y);
  if (picture >= conv.pictures) { return; }
  let at = 2 * vec2u(id.x % quads.x, id.x / quads.x % quads.y);
  let corner = vec2i(at * stride) - i32(margin);
  let bias = weights[conv.weights + biasAt(id.y)];
  var a = bias; var b = bias; var c = bias; var d = bias;
  for (var block = 0u; block < conv.firstBlocks + conv.skipBlocks; block++) {
    var tile: array<vec4f, side * side>;
    for (var y = 0u; y < side; y++) {
      for (var x = 0u; x < side; x++) { tile[y * side + x] = fetch(block, picture, corner + vec2i(vec2u(x, y))); }
    }
    for (var y = 0u; y < kernel; y++) {
      for (var x = 0u; x < kernel; x++) {
        let w = conv.weights + matrixAt(block, y * kernel + x, id.y);
        let m = mat4x4f(weights[w], weights[w + 1], weights[w + 2], weights[w + 3]);
        let i = y * side + x;
        a += m * tile[i];
        b += m * tile[i + stride];
        c += m * tile[i + stride * side];
        d += m * tile[i + stride * side + stride];
      }
    }
  }
  store(id.y, picture, at, a);
  store(id.y, picture, at + vec2u(1, 0), b);
  store(id.y, picture, at + vec2u(0, 1), c);
  store(id.y, picture, at + vec2u(1, 1), d);
}
