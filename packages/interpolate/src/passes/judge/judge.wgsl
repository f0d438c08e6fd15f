// uses: params candidate light
// What both real frames say of each texel of the motion field, once for all pixels in it: only the other one of two surfaces that
// meet is judged by each pixel.
//   visibility in the previous and the current frame · root of their difference · 1 at an edge, a fifth where light is at rest

@group(0) @binding(10) var verdict: texture_storage_2d<rgba8unorm, write>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= vec2u(params.renderSize))) { return; }
  let uv = (vec2f(id.xy) + 0.5) / params.renderSize;
  let around = surfacesAt(uv);
  let c = candidate(around.own, uv);
  let place = select(select(0.0, 1.0, around.edge), 0.2, isAtRest(uv, c));
  textureStore(verdict, id.xy, vec4f(c.seen, sqrt(c.error), place));
}
