// accumulate.wgsl with what a network says per render pixel: how long history may be, the size and shape of the kernels, how
// far history may leave this frame's colours and how much of it stays. At 0.5 everywhere it is
// the analytic pass, nearly: it has no locks.

@group(0) @binding(1) var prepared: texture_2d<f32>;
@group(0) @binding(2) var motion: texture_2d<u32>;
@group(0) @binding(3) var mask: texture_2d<f32>;
@group(0) @binding(4) var shading: texture_2d<f32>;
@group(0) @binding(5) var history: texture_2d<f32>;
@group(0) @binding(6) var state: texture_2d<f32>;
@group(0) @binding(7) var linearSampler: sampler;
@group(0) @binding(8) var<storage, read> exposure: array<f32, 4>;
@group(0) @binding(9) var historyOut: texture_storage_2d<rgba16float, write>;
@group(0) @binding(10) var stateOut: StateStorage;   // r – · g alpha · b trust · a light, see history.wgsl
@group(0) @binding(11) var output: texture_storage_2d<rgba16float, write>;
@group(0) @binding(12) var first: texture_2d<f32>;    // limit, sharpness, two of shape
@group(0) @binding(13) var second: texture_2d<f32>;   // trust, keep, softness

override writeOutput = true;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = vec2i(id.xy);
  if (any(at >= vec2i(params.displaySize))) { return; }
  let last = vec2i(params.renderSize) - 1;
  let uv = (vec2f(at) + 0.5) / params.displaySize;
  let ratio = params.displaySize / params.renderSize;

  let position = uv * params.renderSize - params.jitter;
  let base = floor(position);
  let d = position - base - 0.5;   // from the nearest sample to this pixel, render pixels
  let texel = vec2i(base);
  let toPrevious = motionOf(textureLoad(motion, clamp(texel, vec2i(0), last), 0));
  let within = clamp(position, vec2f(0.5), params.renderSize - 0.5) / vec2f(textureDimensions(mask));
  var m = textureSampleLevel(mask, linearSampler, within, 0.0);
  m.r = min(m.r * spill, 1.0);
  let a = textureSampleLevel(first, linearSampler, within, 0.0) - 0.5;
  let b = textureSampleLevel(second, linearSampler, within, 0.0) - 0.5;
  let previousUv = uv + toPrevious;
  let inside = all(previousUv >= vec2f()) && all(previousUv <= vec2f(1.0));

  let speed = length(toPrevious * params.displaySize);
  let still = stillness(speed);
  var past = noPast;
  if (inside && !has(flagReset)) { past = pastAt(previousUv, position, still); }

  let softness = soft * exp2(4.0 * b.z);
  let settledness = clamp(past.count / settled, 0.0, 1.0) * (1.0 - m.r);
  let calm = still * (1.0 - m.b);
  let sharpness = mix(narrow, fine, calm) * mix(opening, 1.0, settledness) * exp2(4.0 * a.y);
  // An ellipse of the same area or less, along the direction that the network sees.
  let stretch = 1.8 * a.zw;
  let shape = stretch * min(0.95 / max(length(stretch), 1e-6), 1.0);

  var wide = vec4f();
  var wideSum = 0.0;
  var near = vec4f();
  var evidence = 0.0;
  var squares = vec3f();
  for (var j = 0; j < 3; j++) {
    for (var i = 0; i < 3; i++) {
      let c = textureLoad(prepared, clamp(texel + vec2i(i, j) - 1, vec2i(0), last), 0);
      let r = d - vec2f(f32(i), f32(j)) + 1.0;
      let q = r * ratio;
      let w = exp2(-softness * ((1.0 + shape.x) * r.x * r.x + 2.0 * shape.y * r.x * r.y + (1.0 - shape.x) * r.y * r.y));
      let n = exp2(-sharpness * ((1.0 + shape.x) * q.x * q.x + 2.0 * shape.y * q.x * q.y + (1.0 - shape.x) * q.y * q.y));
      wide += c * w;
      wideSum += w;
      near += c * n;
      evidence += n;
      squares += c.xyz * c.xyz * w;
    }
  }
  wide = wide / wideSum;
  near = near / max(evidence, 1e-6);
  let deviation = sqrt(max(squares / wideSum - wide.xyz * wide.xyz, vec3f()));

  let briefly = mix(longest, moving, clamp(speed / 16.0, 0.0, 1.0)) * min(2.0 / max(ratio.x, ratio.y), 1.0);
  let limit = mix(briefly, resting, calm) * exp2(6.0 * a.x);
  var count = clamp(past.count, 0.0, limit);

  let trust = (1.0 - m.b) * (1.0 - m.g) * (1.0 - m.r) * clamp(count * (1.0 - m.r) / confident, 0.0, 1.0);
  let alike = sameHue(wide.xyz, deviation, past.color);
  let escape = clamp(trust + 2.0 * b.x, 0.0, 1.0) * alike;
  let believed = mix(clip(wide.xyz, deviation * tight + 1e-4, past.color), past.color, escape);
  count *= clamp((1.0 - m.r) * (1.0 - changeAgeing * m.b) * (1.0 - 0.9 * m.g) + 2.0 * b.y, 0.0, 1.0) * alike;

  let stand = max(prior - count, 0.0);
  let total = count + stand + evidence;
  let result = (believed * count + wide.xyz * stand + near.xyz * evidence) / total;
  let alpha = (past.alpha * count + wide.a * stand + near.a * evidence) / total;
  textureStore(historyOut, at, toHalves(vec4f(result, min(total, limit)), vec3u(id.xy, params.frame)));
  textureStore(stateOut, at, vec4f(0.0, alpha, trust, lightToState(past.light)));
  if (writeOutput) {
    let rgb = expand(clamp(fromYCoCg(result), vec3f(), vec3f(largest))) * (params.preExposure / exposure[0]);
    textureStore(output, at, vec4f(rgb, alpha));
  }
}
