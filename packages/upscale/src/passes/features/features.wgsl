// What the network sees, per render pixel: 16 channels in four blocks of an nn feature map (halves, block by block).
//   0–2 colour now · 3–5 history less colour · 6 how much history · 7–10 the mask · 11 speed · 12–15 what it said a frame ago

@group(0) @binding(1) var prepared: texture_2d<f32>;
@group(0) @binding(2) var motion: texture_2d<u32>;
@group(0) @binding(3) var mask: texture_2d<f32>;
@group(0) @binding(4) var history: texture_2d<f32>;
@group(0) @binding(5) var linearSampler: sampler;
@group(0) @binding(6) var<storage, read> exposure: array<f32, 4>;
@group(0) @binding(7) var feedback: texture_2d<f32>;
@group(0) @binding(8) var<storage, read_write> features: array<vec2u>;

fn pack(v: vec4f) -> vec2u { return vec2u(pack2x16float(v.xy), pack2x16float(v.zw)); }

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2u(params.renderSize);
  if (any(id.xy >= size)) { return; }
  let at = vec2i(id.xy);
  let now = textureLoad(prepared, at, 0).xyz;
  let m = textureLoad(mask, at, 0);
  let toPrevious = motionOf(textureLoad(motion, at, 0));
  let uv = (vec2f(at) + 0.5) / params.renderSize;

  var past = vec4f(now, 0.0);
  let was = uv + params.jitter / params.renderSize + toPrevious;
  if (!has(flagReset) && all(was >= vec2f()) && all(was <= vec2f(1.0))) {
    let h = textureSampleLevel(history, linearSampler, was, 0.0);
    if (h.a > 0.0) { past = vec4f(reexposed(h.xyz, exposure[0] / exposure[1]), h.a); }
  }

  var said = vec4f(0.5);
  let before = uv + toPrevious;
  if (!has(flagReset) && m.r <= 0.5 && all(before >= vec2f()) && all(before < vec2f(1.0))) {
    said = textureLoad(feedback, vec2i(before * params.previousRenderSize), 0);
  }

  let speed = min(log2(1.0 + length(toPrevious * params.displaySize)) / 5.0, 1.0);
  let count = max(past.w, 0.0);
  let step = size.x * size.y;
  let first = id.y * size.x + id.x;
  features[first] = pack(vec4f(now, past.x - now.x));
  features[first + step] = pack(vec4f(past.yz - now.yz, count / (1.0 + count), m.r));
  features[first + 2u * step] = pack(vec4f(m.gba, speed));
  features[first + 3u * step] = pack(said);
}
