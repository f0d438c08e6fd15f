// uses: params answer
// The network's answer, from its own layout into two textures that can be sampled.

@group(0) @binding(2) var first: texture_storage_2d<rgba8unorm, write>;    // limit, sharpness, two of shape
@group(0) @binding(3) var second: texture_storage_2d<rgba8unorm, write>;   // trust, keep, softness, one that only it reads

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2u(params.renderSize);
  if (any(id.xy >= size)) { return; }
  textureStore(first, id.xy, answerOf(id.xy, size, 0u, 2u));
  textureStore(second, id.xy, answerOf(id.xy, size, 1u, 2u));
}
