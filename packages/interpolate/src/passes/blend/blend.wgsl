// uses: params color filter candidate decide
// Once per pixel of a generated frame: warps both real frames along the motion field and along the optical flow, and blends the
// four as decide() says.

@group(0) @binding(7) var flow: texture_2d<f32>;
@group(0) @binding(8) var before: texture_2d<f32>;
@group(0) @binding(9) var now: texture_2d<f32>;
@group(0) @binding(10) var hud: texture_2d<f32>;
@group(0) @binding(11) var ui: texture_2d<f32>;
@group(0) @binding(12) var<storage, read> cut: array<u32, 4>;
@group(0) @binding(13) var output: texture_storage_2d<rgba16float, write>;

override doubtful = 0.008;   // difference along the motion from which the flow is asked

fn warped(image: texture_2d<f32>, uv: vec2f) -> vec4f {
  return max(sampleCubic(image, linearSampler, uv, params.displaySize), vec4f());
}

// A vector as a colour: right and down are red and green, left and up their complements; full at a twentieth of the frame.
fn shownVector(v: vec2f) -> vec3f { return vec3f(clamp(0.5 + v * 10.0, vec2f(), vec2f(1.0)), 0.5); }

fn debugged(c: Candidate, vector: vec2f, w: vec4f, shown: vec3f) -> vec3f {
  switch (params.mode) {
    case 1u: { return shownVector(c.current - c.previous); }
    case 2u: { return shownVector(-vector); }
    case 3u: { return vec3f(vec3f(0.0, 1.0, 2.0) == vec3f(c.kind)); }
    case 4u: { return vec3f(1.0 - c.seen, 0.0); }
    case 5u: { return vec3f(w.x + w.z, w.y + w.w, w.z + w.w); }
    case 6u: { return expand(warped(before, c.previous).rgb); }
    case 7u: { return expand(warped(now, c.current).rgb); }
    default: { return shown; }
  }
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = vec2i(id.xy);
  if (any(at >= vec2i(params.displaySize))) { return; }
  let uv = (vec2f(at) + 0.5) / params.displaySize;
  let after = has(flagAfter);
  let c = choose(uv);
  // In uv; it was matched on pictures of half the size.
  let blocks = 8.0 * vec2f(textureDimensions(flow));   // display pixels
  let vector = textureSampleLevel(flow, linearSampler, (vec2f(at) + 0.5) / blocks, 0.0).xy * 2.0 / params.displaySize;
  let flowPrevious = uv + params.t * vector;
  let flowCurrent = uv - (1.0 - params.t) * vector;

  var e: Evidence;
  e.share = select(vec2f(1.0 - params.t, params.t), vec2f(1e-3, 1.0), after);
  e.seen = c.seen * select(vec2f(1.0), vec2f(0.0, 1.0), has(flagSingle));
  e.motionError = c.error;
  // Most pixels agree along their motion: there the flow is not even asked.
  e.flowHolds = !after && c.error > doubtful;
  if (e.flowHolds) { e.flowError = difference(flowPrevious, flowCurrent); }
  e.flowSeen = vec2f(isInside(flowPrevious), isInside(flowCurrent));
  if (has(flagSingle)) { e.share.x = 0.0; }
  let w = decide(e);

  var sum: vec4f;
  if (cut[0] == 1u && !has(flagSingle)) {
    // Nothing is between two shots; and only the newest frame tells what comes after it.
    if (params.t < 0.5) { sum = textureLoad(before, at, 0); } else { sum = textureLoad(now, at, 0); }
  } else {
    if (w.x > 0.0) { sum += warped(before, c.previous) * w.x; }
    if (w.y > 0.0) { sum += warped(now, c.current) * w.y; }
    if (w.z > 0.0) { sum += warped(before, flowPrevious) * w.z; }
    if (w.w > 0.0) { sum += warped(now, flowCurrent) * w.w; }
  }
  if (has(flagHudless)) {
    let layer = textureLoad(hud, at, 0);
    if (layer.a > 0.5) { sum = vec4f(layer.rgb, 1.0); }
  }
  var shown = expand(sum.rgb);
  if (has(flagUi)) {
    let layer = textureLoad(ui, at, 0);
    shown = shown * (1.0 - layer.a) + layer.rgb;
    sum.a = sum.a * (1.0 - layer.a) + layer.a;
  }
  if (params.mode != 0u) { shown = debugged(c, vector, w, shown); }
  textureStore(output, at, vec4f(shown, sum.a));
}
