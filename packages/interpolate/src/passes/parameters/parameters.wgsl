// uses: params
// The network's answer, from its own layout into a texture that can be sampled: four layers of four parameters, one below the
// other. A pixel of the answer holds 2×2 texels of sixteen parameters each.

@group(0) @binding(1) var<storage, read> answer: array<vec2u>;
@group(0) @binding(2) var parameters: texture_storage_2d<rgba8unorm, write>;

fn unpack(v: vec2u) -> vec4f { return vec4f(unpack2x16float(v.x), unpack2x16float(v.y)); }

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2u(ceil(params.displaySize / 4.0));
  if (any(id.xy >= size)) { return; }
  let half = (size + 1u) / 2u;
  let corner = id.xy & vec2u(1u);
  let block = (corner.y * 2u + corner.x) * 4u;
  let at = (block * half.y + id.y / 2u) * half.x + id.x / 2u;
  for (var layer = 0u; layer < 4; layer++) {
    textureStore(parameters, id.xy + vec2u(0u, layer * size.y), unpack(answer[at + layer * half.x * half.y]));
  }
}
