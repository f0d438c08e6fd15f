// uses: params features-at
// The features of all render pixels as an nn feature map, block by block.

@group(0) @binding(8) var<storage, read_write> features: array<vec2u>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2u(params.renderSize);
  if (any(id.xy >= size)) { return; }
  let found = featuresAt(vec2i(id.xy));
  for (var block = 0u; block < 4; block++) {
    features[(block * size.y + id.y) * size.x + id.x] = packHalves(found[block]);
  }
}
