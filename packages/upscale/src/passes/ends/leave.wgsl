// uses: params
// The network's last layer, a 1×1 convolution with a sigmoid, into two textures that can be sampled. At half of render size a pixel
// holds 2×2 render pixels of eight channels each.

@group(0) @binding(1) var<storage, read> last: array<vec2u>;
@group(0) @binding(2) var first: texture_storage_2d<rgba8unorm, write>;    // limit, sharpness, two of shape
@group(0) @binding(3) var second: texture_storage_2d<rgba8unorm, write>;   // trust, keep, softness, one that only it reads
@group(0) @binding(4) var<uniform> weights: array<mat4x4f, 8 * inputs>;    // [block of the answer][block of the input]
@group(0) @binding(5) var<uniform> bias: array<vec4f, 8>;

fn unpack(v: vec2u) -> vec4f { return vec4f(unpack2x16float(v.x), unpack2x16float(v.y)); }

// Rounded to halves, as a map between layers is.
fn sigmoid(v: vec4f) -> vec4f {
  let s = 1.0 / (1.0 + exp(-max(v, vec4f(-80.0))));
  return unpack(vec2u(pack2x16float(s.xy), pack2x16float(s.zw)));
}

const columns = 4u;   // pixels of an invocation, so that each weight serves several

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2u(params.renderSize);
  let half = (size + 1) / 2;
  let start = vec2u(columns * id.x, id.y);
  if (any(start >= half)) { return; }
  // Of the render pixels under a pixel of the layer, one.
  let corner = vec2u(id.z & 1, id.z >> 1);
  var a: array<vec4f, columns>;
  var b: array<vec4f, columns>;
  for (var i = 0u; i < columns; i++) {
    a[i] = bias[2 * id.z];
    b[i] = bias[2 * id.z + 1];
  }
  for (var block = 0u; block < inputs; block++) {
    let forA = weights[2 * id.z * inputs + block];
    let forB = weights[(2 * id.z + 1) * inputs + block];
    let row = (block * half.y + start.y) * half.x;
    for (var i = 0u; i < columns; i++) {
      let v = unpack(last[row + min(start.x + i, half.x - 1)]);
      a[i] += forA * v;
      b[i] += forB * v;
    }
  }
  for (var i = 0u; i < columns; i++) {
    let at = 2 * (start + vec2u(i, 0)) + corner;
    if (any(at >= size)) { return; }
    textureStore(first, at, sigmoid(a[i]));
    textureStore(second, at, sigmoid(b[i]));
  }
}
