// Copies an external video texture into a texture of our own. Reading at texel centres gives
// luma unfiltered and chroma interpolated; the browser has applied matrix, range, crop and rotation, and multiplied by alpha.

@group(0) @binding(0) var frame: texture_external;
@group(0) @binding(1) var linearSampler: sampler;
@group(0) @binding(2) var result: Stored;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (any(id.xy >= size)) { return; }
  let uv = (vec2f(id.xy) + 0.5) / vec2f(size);
  textureStore(result, id.xy, textureSampleBaseClampToEdge(frame, linearSampler, uv));
}
