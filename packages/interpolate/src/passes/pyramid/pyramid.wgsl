// uses: color
// Halves a picture by the mean of 2×2 texels. The first level turns colour into luma and chroma, in which block matching
// compares.

@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var level: texture_storage_2d<rgba8unorm, write>;

override first = false;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(level);
  if (any(id.xy >= size)) { return; }
  let last = vec2i(textureDimensions(source)) - 1;
  let at = 2 * vec2i(id.xy);
  var sum = vec3f();
  for (var i = 0; i < 4; i++) { sum += textureLoad(source, min(at + vec2i(i & 1, i >> 1u), last), 0).rgb; }
  sum *= 0.25;
  if (first) { sum = toYCoCg(sum) + vec3f(0.0, 0.5, 0.5); }
  textureStore(level, id.xy, vec4f(sum, 1.0));
}
