// uses: params candidate flow-at
// What the network sees, at a quarter of the display size: 20 channels in five blocks, colours in YCoCg.
//   0–2 current frame along motion; less that: 3–5 previous frame along motion, 6–8 current and 9–11 previous frame along flow ·
//   12–15 the verdict on the surfaces: visibility in both frames, root of the difference, share of edges · 16 root of the
//   difference along the flow · 17 flow beside motion · 18 time · 19 a filled hole

@group(0) @binding(8) var<storage, read_write> features: array<vec2u>;
@group(0) @binding(10) var verdict: texture_2d<f32>;

// As halves of an nn feature map.
fn packHalves(v: vec4f) -> vec2u { return vec2u(pack2x16float(v.xy), pack2x16float(v.zw)); }

fn small(image: texture_2d<f32>, uv: vec2f) -> vec3f { return textureSampleLevel(image, linearSampler, uv, 0.0).rgb; }

// The mean over the 4×4 display pixels.
fn judged(uv: vec2f) -> vec4f {
  let texels = params.renderSize / vec2f(textureDimensions(verdict));
  var sum = vec4f();
  for (var i = 0; i < 4; i++) {
    let at = uv + (vec2f(vec2i(i & 1, i >> 1u)) * 2.0 - 1.0) / params.displaySize;
    sum += textureSampleLevel(verdict, linearSampler, at * texels, 0.0);
  }
  return sum * 0.25;
}

// Display pixels, 0…1.
fn distanceOf(v: vec2f) -> f32 { return min(log2(1.0 + length(v * params.displaySize)) / 6.0, 1.0); }

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2u(ceil(params.displaySize / 4.0));
  if (any(id.xy >= size)) { return; }
  let uv = min((vec2f(id.xy) * 4.0 + 2.0) / params.displaySize, vec2f(1.0));
  let last = vec2i(params.renderSize) - 1;
  let texel = textureLoad(field, clamp(vec2i(uv * params.renderSize), vec2i(0), last), 0);
  let previous = uv + unpack2x16float(texel.x);
  let current = uv + unpack2x16float(texel.y);
  let vector = flowAt(uv);
  let flowPrevious = uv + params.t * vector;
  let flowCurrent = uv - (1.0 - params.t) * vector;
  let now = small(nowSmall, current);
  let was = small(beforeSmall, previous) - now;
  let flowNow = small(nowSmall, flowCurrent) - now;
  let flowWas = small(beforeSmall, flowPrevious) - now;
  let hole = select(0.0, 1.0, unpack2x16float(texel.w).x < 0.5);
  let flowError = sqrt(difference(flowPrevious, flowCurrent));
  let found = array<vec4f, 5>(
    vec4f(now - vec3f(0.0, 0.5, 0.5), was.x),
    vec4f(was.yz, flowNow.xy),
    vec4f(flowNow.z, flowWas),
    judged(uv),
    vec4f(flowError, distanceOf(vector - previous + current), params.t, hole),
  );
  for (var block = 0u; block < 5; block++) {
    features[(block * size.y + id.y) * size.x + id.x] = packHalves(found[block]);
  }
}
