// A frame as the input map `frame` of the colour network, at the network's own size: luma, horizontal distance from the
// centre (0 to 1), vertical position (0 to 1), zero. Each pixel is the mean of the area it covers.

@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> frame: array<vec2u>;
struct Params { size: vec2u, strength: f32, unused: f32 }   // as in tint.wgsl

@group(0) @binding(2) var<uniform> params: Params;

const luma = vec3f(0.2126, 0.7152, 0.0722);
/** Most samples read along an axis of a covered area; larger areas are sampled at even steps. */
const mostReads = 8u;

// By its bits, since compilers may assume that floats are finite. What is not a number counts as black.
fn finite(value: f32) -> f32 {
  return select(clamp(value, 0.0, 4.0), 0.0, (bitcast<u32>(value) & 0x7f800000u) == 0x7f800000u);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = params.size;
  if (any(id.xy >= size)) { return; }
  let full = textureDimensions(source);
  let first = id.xy * full / size;
  let count = max(vec2u(1), (id.xy + 1u) * full / size - first);
  let step = (count + mostReads - 1u) / mostReads;
  var sum = vec2f();
  for (var y = 0u; y < count.y; y += step.y) {
    for (var x = 0u; x < count.x; x += step.x) {
      sum += vec2f(finite(dot(textureLoad(source, first + vec2u(x, y), 0).rgb, luma)), 1.0);
    }
  }
  let place = (vec2f(id.xy) + 0.5) / vec2f(size);
  let across = abs(2.0 * place.x - 1.0);
  frame[id.y * size.x + id.x] = vec2u(pack2x16float(vec2f(sum.x / sum.y, across)), pack2x16float(vec2f(place.y, 0.0)));
}
