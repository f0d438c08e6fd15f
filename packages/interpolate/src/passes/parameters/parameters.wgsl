// uses: answer
// The network's answer, from its own layout into a texture that can be sampled: layers of four parameters, one below the other.
override layers: u32;

@group(0) @binding(2) var parameters: texture_storage_2d<rgba8unorm, write>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(parameters) / vec2u(1u, layers);
  if (any(id.xy >= size)) { return; }
  for (var layer = 0u; layer < layers; layer++) {
    textureStore(parameters, id.xy + vec2u(0u, layer * size.y), answerOf(id.xy, size, layer, layers));
  }
}
