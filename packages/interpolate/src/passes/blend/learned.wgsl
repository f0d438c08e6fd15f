// uses: params candidate look flow-at warp
// The same choice with a network's say: eight parameters of a quarter of the display size, 0.5 each for (nearly) the analytic one.
// models/interpolate/decide.py is the same in PyTorch. The network cannot paint: colours are means of warped ones.

@group(0) @binding(14) var parametersFirst: texture_2d<f32>;    // contrast, own, nearer, time
@group(0) @binding(15) var parametersSecond: texture_2d<f32>;   // flow, contrast of flow, time of flow, sharpness

override doubtful = 0.008;   // difference along the motion from which the flow is asked

const least = 1.0 / 128.0;   // weight below which a candidate is not read
const trust = 0.5;           // share of the motion's difference that the flow's must stay below
const steepness = 60.0;      // of the choice between both

fn sigmoid(x: f32) -> f32 { return 1.0 / (1.0 + exp(-x)); }

fn said(image: texture_2d<f32>, uv: vec2f) -> vec4f {
  let pixels = 4.0 * vec2f(textureDimensions(image));
  return textureSampleLevel(image, linearSampler, uv * params.displaySize / pixels, 0.0) * 2.0 - 1.0;
}

// Of the current frame, by time and visibility.
fn shareOfCurrent(seen: vec2f, lean: f32) -> f32 {
  let odds = log(params.t / (1.0 - params.t)) + log((seen.y + 1e-3) / (seen.x + 1e-3));
  return sigmoid(odds + 8.0 * lean);
}

fn logDoubt(c: Candidate) -> f32 { return log(doubt(c) + 0.004); }

fn gainOfFlow(c: Candidate, flowError: f32) -> f32 {
  let comparable = max(min(c.seen.x, c.seen.y), 1.0 - max(c.seen.x, c.seen.y));
  return (trust * c.error - flowError) * comparable;
}

// Both frames at a pair of positions, by the current one's share; a share of next to nothing is not read.
fn pairOf(previous: vec2f, current: vec2f, share: f32, slope: f32) -> vec4f {
  if (share < least) { return warped(before, previous, slope); }
  if (share > 1.0 - least) { return warped(now, current, slope); }
  return mix(warped(before, previous, slope), warped(now, current, slope), share);
}

fn compose(uv: vec2f) -> Composed {
  let first = said(parametersFirst, uv);
  let second = said(parametersSecond, uv);
  let look = lookAt(uv);
  let around = look.around;
  let own = look.own;
  let vector = flowAt(uv);
  let ends = flowEnds(uv, vector);
  var other = own;
  var toOther = 0.0;
  if (around.edge) {
    let texel = otherOf(around);
    other = candidate(texel, uv);
    let side = select(-1.0, 1.0, nearnessIn(texel).y > nearnessIn(around.own).y);
    let lean = 2.0 * first.y + 2.0 * first.z * side;
    toOther = sigmoid(8.0 * exp2(2.0 * first.x) * (logDoubt(own) - logDoubt(other) - 0.5 + lean));
  }
  var toFlow = 0.0;
  if (around.edge || own.error > doubtful) {
    let flowError = difference(ends[0], ends[1]);
    let gain = mix(gainOfFlow(own, flowError), gainOfFlow(other, flowError), toOther);
    toFlow = sigmoid(12.0 * (exp2(2.0 * second.y) * steepness * gain - 0.5 + 3.0 * second.x));
  }
  let ownShare = shareOfCurrent(own.seen, first.w);
  let flowShare = shareOfCurrent(vec2f(isInside(ends[0]), isInside(ends[1])), second.z);
  var color: vec4f;
  if (toFlow < 1.0 - least) {
    if (toOther < 1.0 - least) { color = pairOf(own.previous, own.current, ownShare, cubic * (1.0 + second.w)); }
    if (toOther > least) {
      let beside = pairOf(other.previous, other.current, shareOfCurrent(other.seen, first.w), cubic);
      color = mix(color, beside, select(toOther, 1.0, toOther >= 1.0 - least));
    }
  }
  if (toFlow > least) {
    let flowing = pairOf(ends[0], ends[1], flowShare, cubic);
    color = mix(color, flowing, select(toFlow, 1.0, toFlow >= 1.0 - least));
  }
  let w = vec4f((1.0 - toFlow) * vec2f(1.0 - ownShare, ownShare), toFlow * vec2f(1.0 - flowShare, flowShare));
  var chosen = own;
  if (toOther > 0.5) { chosen = other; }
  return Composed(color, chosen, vector, w);
}
