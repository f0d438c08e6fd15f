// uses: params color motion
// What the network sees, per render pixel: 16 channels in four blocks.
//   0–2 colour now · 3–6 luma of history at four points around this sample, less its luma · 7 difference of hue · 8 how much
//   history · 9–12 the mask · 13 speed · 14, 15 the last two of what it said a frame ago

@group(0) @binding(1) var prepared: texture_2d<f32>;
@group(0) @binding(2) var motion: texture_2d<u32>;
@group(0) @binding(3) var mask: texture_2d<f32>;
@group(0) @binding(4) var history: texture_2d<f32>;
@group(0) @binding(5) var linearSampler: sampler;
@group(0) @binding(6) var<storage, read> exposure: array<f32, 4>;
@group(0) @binding(7) var feedback: texture_2d<f32>;

const corners = array<vec2i, 4>(vec2i(-1, -1), vec2i(1, -1), vec2i(-1, 1), vec2i(1, 1));

fn featuresAt(at: vec2i) -> array<vec4f, 4> {
  let now = textureLoad(prepared, at, 0).xyz;
  let m = textureLoad(mask, at, 0);
  let toPrevious = motionOf(textureLoad(motion, at, 0));
  let uv = (vec2f(at) + 0.5) / params.renderSize;

  var luma = vec4f(now.x);
  var hue = now.yz;
  var count = 0.0;
  let was = uv + params.jitter / params.renderSize + toPrevious;
  if (!has(flagReset) && all(was >= vec2f()) && all(was <= vec2f(1.0))) {
    let quarter = 0.25 / params.renderSize;
    var sum = vec4f();
    for (var i = 0; i < 4; i++) {
      let h = textureSampleLevel(history, linearSampler, was + quarter * vec2f(corners[i]), 0.0);
      let c = reexposed(h.xyz, exposure[0] / exposure[2]);
      luma[i] = c.x;
      sum += 0.25 * vec4f(c, max(h.a, 0.0));
    }
    hue = sum.yz;
    count = sum.w;
    if (count <= 0.0) { luma = vec4f(now.x); hue = now.yz; }
  }

  var said = vec2f(0.5);
  let before = uv + toPrevious;
  if (!has(flagReset) && m.r <= 0.5 && all(before >= vec2f()) && all(before < vec2f(1.0))) {
    said = textureLoad(feedback, vec2i(before * params.previousRenderSize), 0).zw;
  }

  let speed = min(log2(1.0 + length(toPrevious * params.displaySize)) / 5.0, 1.0);
  let difference = luma - now.x;
  let other = abs(hue - now.yz);
  return array<vec4f, 4>(
    vec4f(now, difference.x),
    vec4f(difference.yzw, other.x + other.y),
    vec4f(count / (1.0 + count), m.rgb),
    vec4f(m.a, speed, said),
  );
}

// As halves of an nn feature map.
fn packHalves(v: vec4f) -> vec2u { return vec2u(pack2x16float(v.xy), pack2x16float(v.zw)); }
fn unpackHalves(v: vec2u) -> vec4f { return vec4f(unpack2x16float(v.x), unpack2x16float(v.y)); }
