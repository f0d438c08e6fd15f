// uses: sampling
// Tokens whose bit is not set become the lowest, so that they are never drawn beside one that is.

@group(0) @binding(1) var<storage, read> allowed: array<u32>;
@group(0) @binding(2) var<storage, read_write> scores: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= parameters.blocks) { return; }
  let bits = vec4u(allowed[id.x / 8] >> (4 * (id.x % 8)));
  scores[id.x] = select(vec4f(-1e30), scores[id.x], (bits & vec4u(1, 2, 4, 8)) != vec4u());
}
