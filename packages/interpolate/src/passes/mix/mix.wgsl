// uses: params color blocks along proposal
// Once per pixel of a picture between two others without motion vectors: both pictures along the vectors that explain them, by
// weight, or as a network weighs them.

@group(0) @binding(7) var<storage, read> cut: array<u32, 4>;
@group(0) @binding(8) var output: texture_storage_2d<rgba16float, write>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = vec2i(id.xy);
  if (any(at >= vec2i(params.displaySize))) { return; }
  if (cut[0] == 1u) {
    if (params.t < 0.5) { textureStore(output, at, textureLoad(before, at, 0)); }
    else { textureStore(output, at, textureLoad(now, at, 0)); }
    return;
  }
  let uv = (vec2f(at) + 0.5) / params.displaySize;
  let sum = proposed(uv, matched(uv));
  textureStore(output, at, vec4f(expand(sum.rgb), sum.a));
}
