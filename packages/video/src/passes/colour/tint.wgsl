// Joint bilateral upsampling of the predicted chroma to the frame's size, guided by luma, which stays unchanged: of the 4×4
// surrounding chroma samples, those of similar luma count, so that colour follows edges.

struct Params { size: vec2u, strength: f32, unused: f32 }

@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var<storage, read> colour: array<vec4f>;
@group(0) @binding(2) var<uniform> params: Params;
@group(0) @binding(3) var result: Stored;

const luma = vec3f(0.2126, 0.7152, 0.0722);
/** Luma difference at which a sample has weight e^-1. */
const alike = 0.12;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let full = textureDimensions(source);
  if (any(id.xy >= full)) { return; }
  let rgb = textureLoad(source, id.xy, 0).rgb;
  let y = dot(rgb, luma);
  let place = (vec2f(id.xy) + 0.5) * vec2f(params.size) / vec2f(full) - 0.5;
  let first = vec2i(floor(place)) - 1;
  var sum = vec3f();
  for (var i = 0; i < 16; i++) {
    let at = first + vec2i(i % 4, i / 4);
    let inside = clamp(at, vec2i(), vec2i(params.size) - 1);
    let found = colour[inside.y * i32(params.size.x) + inside.x];
    let far = (vec2f(at) - place) / 1.2;
    let other = (found.z - y) / alike;
    sum += exp(-dot(far, far) - other * other) * vec3f(found.xy, 1.0) + vec3f(0.0, 0.0, 1e-6);
  }
  let c = sum.xy / sum.z;
  let given = vec3f(1.5748 * c.y, -0.1873 * c.x - 0.4681 * c.y, 1.8556 * c.x);
  let wanted = mix(rgb - y, given, params.strength);
  // Desaturates where a channel would leave its range, so that luma stays.
  let room = select(vec3f(y), vec3f(1.0 - y), wanted > vec3f()) / max(abs(wanted), vec3f(1e-5));
  let paler = min(1.0, min(room.r, min(room.g, room.b)));
  textureStore(result, id.xy, vec4f(y + paler * wanted, 1.0));
}
