// Once per display pixel: history and this frame's samples become one running mean.
//
// History holds (Y, Co, Cg, count), count in units of a sample that fell on the pixel's centre. This frame gives two
// estimates: a wide one, an interpolation that exists everywhere, and a narrow one, a Gaussian over the display pixel
// whose total weight says how much evidence it is. Where history is short the wide one stands in as a weak prior.

@group(0) @binding(1) var prepared: texture_2d<f32>;
@group(0) @binding(2) var motion: texture_2d<u32>;
@group(0) @binding(3) var mask: texture_2d<f32>;
@group(0) @binding(4) var shading: texture_2d<f32>;
@group(0) @binding(5) var history: texture_2d<f32>;
@group(0) @binding(6) var state: texture_2d<f32>;
@group(0) @binding(7) var linearSampler: sampler;
@group(0) @binding(8) var<storage, read> exposure: array<f32, 4>;
@group(0) @binding(9) var historyOut: texture_storage_2d<rgba16float, write>;
@group(0) @binding(10) var stateOut: StateStorage;   // r lock · g alpha · b trust
@group(0) @binding(11) var output: texture_storage_2d<rgba16float, write>;

override narrow = 2.7;          // Gaussian exponent per display pixel squared
override opening = 0.4;         // share of that exponent where history has just begun: wider, smoother
override settled = 4.0;         // count at which the kernel is fully narrow
override soft = 2.2;            // Gaussian exponent of the interpolation, per render pixel squared
override prior = 0.25;          // weight of the interpolation where nothing else is known
override longest = 3.5;         // samples that history may count for at rest
override moving = 1.8;          // and under fast motion
override tight = 1.5;           // colour box, in standard deviations, where history is in doubt
override loose = 4.7;           // and, in absolute terms, how far history may leave the box where this frame's samples bear it out
override confident = 2.8;       // count from which history can be borne out
override changeAgeing = 0.6;    // share that a change of shading takes
override lockKeep = 0.7;        // share of a lock that survives a frame in which it was not earned again
override writeOutput = true;

fn clip(center: vec3f, extent: vec3f, c: vec3f) -> vec3f {
  let d = c - center;
  let r = extent / max(abs(d), vec3f(1e-6));
  return center + d * min(1.0, min(r.x, min(r.y, r.z)));
}

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
  let nearestAt = clamp(texel, vec2i(0), last);
  let toPrevious = motionOf(textureLoad(motion, nearestAt, 0));
  let m = textureSampleLevel(mask, linearSampler, clamp(position, vec2f(0.5), params.renderSize - 0.5) / vec2f(textureDimensions(mask)), 0.0);
  let previousUv = uv + toPrevious;
  let inside = all(previousUv >= vec2f()) && all(previousUv <= vec2f(1.0));

  var past = vec4f();
  var lock = 0.0;
  var pastAlpha = 1.0;
  if (inside && !has(flagReset)) {
    past = sampleCatmullRom(history, linearSampler, previousUv, params.displaySize);
    let s = textureSampleLevel(state, linearSampler, previousUv, 0.0);
    let light = textureSampleLevel(shading, linearSampler,
      clamp(position / 4.0, vec2f(0.5), ceil(params.renderSize / 4.0) - 0.5) / vec2f(textureDimensions(shading)), 0.0).g;
    past = vec4f(past.xyz * light, past.w);
    lock = s.r;
    pastAlpha = s.g;
    if (hdr && exposure[0] != exposure[1]) {
      past = vec4f(toYCoCg(compress(expand(max(fromYCoCg(past.xyz), vec3f())) * (exposure[0] / exposure[1]))), past.w);
    }
  }

  let settledness = clamp(past.w / settled, 0.0, 1.0) * (1.0 - m.r);
  let sharpness = narrow * mix(opening, 1.0, settledness);
  let taps = vec3f(-1.0, 0.0, 1.0);
  let wideX = exp2(-soft * (d.x - taps) * (d.x - taps));
  let wideY = exp2(-soft * (d.y - taps) * (d.y - taps));
  let nx = (d.x - taps) * ratio.x;
  let ny = (d.y - taps) * ratio.y;
  let narrowX = exp2(-sharpness * nx * nx);
  let narrowY = exp2(-sharpness * ny * ny);
  let boxX = exp2(-0.7 * (d.x - taps) * (d.x - taps));
  let boxY = exp2(-0.7 * (d.y - taps) * (d.y - taps));

  var wide = vec4f();
  var wideSum = 0.0;
  var near = vec4f();
  var evidence = 0.0;
  var m1 = vec3f();
  var m2 = vec3f();
  var boxSum = 0.0;
  for (var j = 0; j < 3; j++) {
    for (var i = 0; i < 3; i++) {
      let c = textureLoad(prepared, clamp(texel + vec2i(i, j) - 1, vec2i(0), last), 0);
      let w = wideX[i] * wideY[j];
      let n = narrowX[i] * narrowY[j];
      let b = boxX[i] * boxY[j];
      wide += c * w;
      wideSum += w;
      near += c * n;
      evidence += n;
      m1 += c.xyz * b;
      m2 += c.xyz * c.xyz * b;
      boxSum += b;
    }
  }
  wide = wide / wideSum;
  near = near / max(evidence, 1e-6);
  let mean = m1 / boxSum;
  let deviation = sqrt(max(m2 / boxSum - mean * mean, vec3f()));

  let speed = length(toPrevious * params.displaySize);
  let earned = m.a * exp2(-narrow * dot(d * ratio, d * ratio));
  lock = max(lock * lockKeep, earned) * (1.0 - m.r) * (1.0 - m.g);

  let limit = mix(longest, moving, clamp(speed / 16.0, 0.0, 1.0));
  var count = clamp(past.w, 0.0, limit) * (1.0 - m.r);

  // Rectification: pull history into the colours that this frame has here, the less the surer it is.
  let trust = (1.0 - m.b) * (1.0 - m.g) * (1.0 - m.r) * clamp(count / confident, 0.0, 1.0);
  let extent = deviation * tight + loose * max(trust * trust, lock * (1.0 - m.b)) + 1e-4;
  let clipped = clip(mean, extent, past.xyz);
  count *= (1.0 - changeAgeing * m.b) * (1.0 - 0.9 * m.g);

  let stand = max(prior - count, 0.0);
  let total = count + stand + evidence;
  let result = (clipped * count + wide.xyz * stand + near.xyz * evidence) / total;
  let alpha = (pastAlpha * count + wide.a * stand + near.a * evidence) / total;
  textureStore(historyOut, at, toHalves(vec4f(result, min(total, limit)), vec3u(id.xy, params.frame)));
  textureStore(stateOut, at, vec4f(lock, alpha, trust, 0.0));
  if (writeOutput) {
    let rgb = expand(clamp(fromYCoCg(result), vec3f(), vec3f(largest))) * (params.preExposure / exposure[0]);
    textureStore(output, at, vec4f(rgb, alpha));
  }
}
