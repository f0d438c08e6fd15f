// uses: params blocks proposals
// What the network for video sees, at half the size: 36 channels in nine blocks, colours in YCoCg, nothing that depends on a
// direction.
//   0–2 current picture along the best vector; less that: 3–5 previous picture along it, 6–8 current and 9–11 previous picture along
//   the second vector, 12–17 the third one, 18–23 none
//   24–27 roots of the difference along the four vectors
//   28 share of the best vector's weight · its length · distance of the second and third one from it
//   32 divergence of the flow · time · whether both ends of the best vector are inside
@group(0) @binding(9) var<storage, read_write> features: array<vec2u>;

// As halves of an nn feature map.
fn packHalves(v: vec4f) -> vec2u { return vec2u(pack2x16float(v.xy), pack2x16float(v.zw)); }

fn small(image: texture_2d<f32>, uv: vec2f) -> vec3f { return textureSampleLevel(image, linearSampler, uv, 0.0).rgb; }

// Pixels, 0…1.
fn distanceOf(v: vec2f) -> f32 { return min(log2(1.0 + pixels(v)) / 6.0, 1.0); }

// Pixels.
fn flowNear(uv: vec2f, offset: vec2f) -> vec2f {
  let position = uv * params.displaySize + offset;
  return textureSampleLevel(flow, linearSampler, position / (8.0 * vec2f(textureDimensions(flow))), 0.0).xy * 2.0;
}

fn divergence(uv: vec2f) -> f32 {
  let across = flowNear(uv, vec2f(8.0, 0.0)).x - flowNear(uv, vec2f(-8.0, 0.0)).x;
  let down = flowNear(uv, vec2f(0.0, 8.0)).y - flowNear(uv, vec2f(0.0, -8.0)).y;
  return clamp((across + down) / 16.0, -1.0, 1.0);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2u(ceil(params.displaySize / 2.0));
  if (any(id.xy >= size)) { return; }
  let uv = min((vec2f(id.xy) * 2.0 + 1.0) / params.displaySize, vec2f(1.0));
  let m = matched(uv);
  let vectors = vectorsOf(uv, m);
  var total = 0.0;
  for (var k = 0; k < m.count; k++) { total += m.weights[k]; }
  let ends = endsOf(uv, vectors[0]);
  let own = small(nowSmall, ends.current);
  var colors: array<vec3f, 8>;   // current and previous picture, less the first one
  var errors = vec4f();
  for (var k = 0; k < 4; k++) {
    let at = endsOf(uv, vectors[k]);
    colors[2 * k] = small(nowSmall, at.current) - own;
    colors[2 * k + 1] = small(beforeSmall, at.previous) - own;
    errors[k] = sqrt(difference(uv, vectors[k]));
  }
  colors[0] = own - vec3f(0.0, 0.5, 0.5);
  let inside = select(vec2f(), vec2f(1.0), vec2<bool>(isInside(ends.previous), isInside(ends.current)));
  let apart = vec2f(distanceOf(vectors[1] - vectors[0]), distanceOf(vectors[2] - vectors[0]));
  let found = array<vec4f, 9>(
    vec4f(colors[0], colors[1].x),
    vec4f(colors[1].yz, colors[2].xy),
    vec4f(colors[2].z, colors[3]),
    vec4f(colors[4], colors[5].x),
    vec4f(colors[5].yz, colors[6].xy),
    vec4f(colors[6].z, colors[7]),
    errors,
    vec4f(m.weights[0] / total, distanceOf(vectors[0]), apart),
    vec4f(divergence(uv), params.t, inside),
  );
  for (var block = 0u; block < 9; block++) {
    features[(block * size.y + id.y) * size.x + id.x] = packHalves(found[block]);
  }
}
