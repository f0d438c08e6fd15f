// uses: params coverage surface filter history state tuning decide
// Per display pixel, for those of a texel of state: history and this frame's samples become one running mean.
//
// History holds (Y, Co, Cg, count) at its own exposure, whose mean is the picture's whatever detection sees; count in units of a sample that fell on the pixel's centre. This frame gives two
// estimates: a wide one, an interpolation that exists everywhere, and a narrow one, a Gaussian over the display pixel
// whose total weight says how much evidence it is. Where history is short the wide one stands in as a weak prior.
//
// What is a matter of judgement, a library `decide` says: analytic.wgsl, or learned.wgsl, which asks a network.

@group(0) @binding(1) var prepared: texture_2d<f32>;
@group(0) @binding(2) var motion: texture_2d<u32>;
@group(0) @binding(3) var mask: texture_2d<f32>;
@group(0) @binding(4) var shading: texture_2d<f32>;
@group(0) @binding(5) var history: texture_2d<f32>;
@group(0) @binding(7) var linearSampler: sampler;
@group(0) @binding(8) var<storage, read> exposure: array<f32, 4>;
@group(0) @binding(9) var historyOut: texture_storage_2d<rgba16float, write>;
@group(0) @binding(10) var stateOut: texture_storage_2d<r32uint, write>;
@group(0) @binding(11) var output: texture_storage_2d<rgba16float, write>;

override writeOutput = true;

// Accumulates one display pixel; answers its lock and alpha.
fn accumulate(at: vec2i) -> vec2f {
  let last = vec2i(params.renderSize) - 1;
  let uv = (vec2f(at) + 0.5) / params.displaySize;
  let ratio = params.displaySize / params.renderSize;

  let position = uv * params.renderSize - params.jitter;
  let base = floor(position);
  let d = position - base - 0.5;   // from the nearest sample to this pixel, render pixels
  let texel = vec2i(base);
  let moved = textureLoad(motion, clamp(texel, vec2i(0), last), 0);
  let toPrevious = motionOf(moved);
  let within = clamp(position, vec2f(0.5), params.renderSize - 0.5) / vec2f(textureDimensions(mask));
  var m = textureSampleLevel(mask, linearSampler, within, 0.0);
  m.r = min(m.r * spill, 1.0);
  let previousUv = uv + toPrevious;
  let inside = all(previousUv >= vec2f()) && all(previousUv <= vec2f(1.0));

  let speed = length(toPrevious * params.displaySize);
  let still = stillness(speed);
  var past = noPast;
  if (inside && !has(flagReset)) { past = pastAt(previousUv, position, still); }

  var decision = decide(within);
  let settledness = clamp(past.count / settled, 0.0, 1.0) * (1.0 - m.r);
  let calm = still * (1.0 - m.b);
  decision = settle(decision, calm * calm * (1.0 - m.r) * max(1.0 - 3.0 * m.g, 0.0) * smoothstep(1.0, 4.0, past.count));
  let sharpness = mix(narrow, fine, calm) * mix(opening, 1.0, settledness);
  let kernels = kernelsAt(decision, d, ratio, sharpness);
  let anchoring = exposure[1] / exposure[0];   // from the exposure of detection to that of history
  // A mean of few samples is nearer to the truth if bright ones count for less; one of many must be without bias, and so must
  // what few samples hit.
  let caution = select((1.0 - calm) * (1.0 - 1.0 / min(exposure[0], cautious)), 0.0, isThinAt(moved));
  var full = vec2f();
  var wide = vec4f();
  var near = vec4f();
  var squares = vec4f();
  var sums = vec2f();
  for (var j = 0; j < 3; j++) {
    for (var i = 0; i < 3; i++) {
      var c = textureLoad(prepared, clamp(texel + vec2i(i, j) - 1, vec2i(0), last), 0);
      let compression = compressionOf(c.xyz, c.w);
      c = vec4f(c.xyz * (anchoring / (1.0 + (anchoring - 1.0) * compression)), c.w);
      let kernel = kernelWeights(kernels, i, j);
      let w = kernel * (1.0 - caution * compression);
      full += kernel;
      wide += c * w.x;
      near += c * w.y;
      squares += c * c * w.x;
      sums += w;
    }
  }
  let evidence = full.y;
  wide = wide / sums.x;
  near = near / max(sums.y, 1e-6);
  let deviations = sqrt(max(squares / sums.x - wide * wide, vec4f()));
  let deviation = deviations.xyz;

  // Of a thin thing that moves, a frame without a hit says nothing: history neither ages by it nor is pulled to it.
  let missing = select(0.0, missingFrom(past.color.x, wide.x), isThinAt(moved));
  decision.limit = mix(decision.limit, 1.0, missing);
  decision.keep *= 1.0 - missing;
  m.b *= 1.0 - missing;
  let lock = lockAt(past, m, d * ratio);
  let briefly = mix(longest, moving, clamp(speed / 16.0, 0.0, 1.0)) * min(2.0 / max(ratio.x, ratio.y), 1.0);
  // What creeps by a tenth of a pixel would be a mean over more than its own size.
  let limit = mix(briefly, resting, calm * calm * max(1.0 - 2.0 * m.g, 0.0)) * decision.limit;
  let held = clamp(past.count, 0.0, limit);

  // Rectification: pull history into the colours that this frame has here, the less the surer it is. What is reactive has no
  // motion that history could follow.
  let trust = (1.0 - m.b) * max(1.0 - 3.0 * m.g, 0.0) * (1.0 - m.r) * clamp(held * (1.0 - m.r) / confident, 0.0, 1.0);
  let alike = sameHue(wide.xyz, deviation, past.color);
  var believed = rectify(decision, past.color, wide.xyz, deviation * tight + 1e-4,
    Belief(trust, alike, max(lock * (1.0 - m.b), missing)));
  var covered = past.alpha;
  if (premultiplied) {
    // Alpha moves with colour, and colour with alpha.
    let away = vec4f(past.color, past.alpha) - wide;
    let room = min(1.0, (deviations.w * 0.5 * tight + 1e-3) / max(abs(away.w), 1e-6));
    let length2 = dot(away.xyz, away.xyz);
    let pulled = select(1.0, dot(believed - wide.xyz, away.xyz) / length2, length2 > 1e-9);
    let both = wide + away * min(pulled, mix(room, 1.0, trust * trust));
    believed = both.xyz;
    covered = both.w;
  }
  let kept = (1.0 - m.r) * (1.0 - changeAgeing * m.b) * (1.0 - 0.9 * m.g);
  let count = held * clamp(kept + decision.keep, 0.0, 1.0) * alike;

  let stand = max(prior - count, 0.0);
  let total = count + stand + evidence;
  var shares = vec3f(count * (1.0 - caution * compressionOf(believed, covered)), stand * sums.x / full.x, sums.y);
  shares /= shares.x + shares.y + shares.z;
  let result = believed * shares.x + wide.xyz * shares.y + near.xyz * shares.z;
  let alpha = covered * shares.x + wide.a * shares.y + near.a * shares.z;
  textureStore(historyOut, at, toHalves(vec4f(result, min(total, limit)), vec3u(vec2u(at), params.frame)));
  if (writeOutput) {
    let rgb = expandCovered(clamp(fromYCoCg(result), vec3f(), vec3f(largest)), alpha) * (params.preExposure / exposure[1]);
    textureStore(output, at, vec4f(rgb, alpha));
  }
  return vec2f(keptLock(lock, isThinAt(moved)), alpha);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let first = vec2i(id.xy) * vec2i(statePixels, 1);
  let size = vec2i(params.displaySize);
  if (any(first >= size)) { return; }
  var states: array<vec2f, 2>;
  for (var i = 0; i < statePixels; i++) {
    let at = first + vec2i(i, 0);
    if (at.x < size.x) { states[i] = accumulate(at); }
  }
  textureStore(stateOut, vec2i(id.xy), packState(states));
}
