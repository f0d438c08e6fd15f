// uses: params candidate look flow-at warp choice
// What a pixel shows: warped candidates, weighed by what both frames say of them and, where there is one, by a network.
// Candidates are both frames along the motion of the pixel's own surface, of the other surface of an edge, and along the optical
// flow. Colours are means of warped ones, whatever the network says: it cannot paint. models/interpolate/decide.py is the same
// in PyTorch.

override doubtful = 0.008;   // difference along the motion from which the flow is asked
override certain = 0.004;    // difference below which a surface that both frames show is not doubted
override onesided = 0.08;    // difference assumed of a surface that one frame alone shows

const least = 1.0 / 128.0;   // weight below which a candidate is not read
override trust = 0.5;           // share of the motion's difference that the flow's must stay below
const steepness = 60.0;      // of the choice between both

fn sigmoid(x: f32) -> f32 { return 1.0 / (1.0 + exp(-x)); }

// Of the current frame, by time and visibility.
fn shareOfCurrent(seen: vec2f, lean: f32) -> f32 {
  if (has(flagSingle)) { return 1.0; }
  // After the newest frame only what that one hides is taken from the one before.
  if (has(flagAfter)) { return sigmoid(7.0 + log((seen.y + 1e-6) / (seen.x + 1e-6))); }
  return sigmoid(log(params.t / (1.0 - params.t)) + log((seen.y + 1e-3) / (seen.x + 1e-3)) + 8.0 * lean);
}

fn logDoubt(c: Candidate) -> f32 { return log(mix(onesided, c.error, min(c.seen.x, c.seen.y)) + 0.004); }

fn gainOfFlow(c: Candidate, flowError: f32) -> f32 {
  let comparable = max(min(c.seen.x, c.seen.y), 1.0 - max(c.seen.x, c.seen.y));
  return (trust * c.error - flowError) * comparable;
}

// Both frames at a pair of positions, by the current one's share; a share of next to nothing is not read.
fn pairOf(previous: vec2f, current: vec2f, share: f32, sharpness: f32) -> vec4f {
  if (share < least) { return warped(before, previous, sharpness); }
  if (share > 1.0 - least) { return warped(now, current, sharpness); }
  return mix(warped(before, previous, sharpness), warped(now, current, sharpness), share);
}

fn compose(uv: vec2f) -> Composed {
  let choice = choiceAt(uv);
  let first = choice.first;
  let second = choice.second;
  let look = lookAt(uv);
  let around = look.around;
  let own = look.own;
  let vector = flowAt(uv);
  let ends = flowEnds(uv, vector);
  var other = own;
  var toOther = 0.0;
  let isCertain = own.error < certain && min(own.seen.x, own.seen.y) > 0.9;
  if (around.edge && !isCertain) {
    let texel = otherOf(around);
    other = candidate(texel, uv);
    let side = select(-1.0, 1.0, nearnessIn(texel).y > nearnessIn(around.own).y);
    let lean = 2.0 * first.y + 2.0 * first.z * side;
    toOther = sigmoid(8.0 * exp2(2.0 * first.x) * (logDoubt(own) - logDoubt(other) - 0.5 + lean));
  }
  var toFlow = 0.0;
  // Most pixels agree along their motion: there the flow is not even asked.
  if (!has(flagAfter) && !isCertain && (around.edge || own.error > doubtful)) {
    let flowError = difference(ends[0], ends[1]);
    let gain = mix(gainOfFlow(own, flowError), gainOfFlow(other, flowError), toOther);
    toFlow = sigmoid(12.0 * (exp2(second.y) * steepness * gain - 0.5 + second.x));
  }
  let ownShare = shareOfCurrent(own.seen, first.w);
  let flowShare = shareOfCurrent(vec2f(isInside(ends[0]), isInside(ends[1])), second.z);
  var color: vec4f;
  if (toFlow < 1.0 - least) {
    if (toOther < 1.0 - least) { color = pairOf(own.previous, own.current, ownShare, second.w); }
    if (toOther > least) {
      let beside = pairOf(other.previous, other.current, shareOfCurrent(other.seen, first.w), 0.0);
      color = mix(color, beside, select(toOther, 1.0, toOther >= 1.0 - least));
    }
  }
  if (toFlow > least) {
    let flowing = pairOf(ends[0], ends[1], flowShare, 0.0);
    color = mix(color, flowing, select(toFlow, 1.0, toFlow >= 1.0 - least));
  }
  let w = vec4f((1.0 - toFlow) * vec2f(1.0 - ownShare, ownShare), toFlow * vec2f(1.0 - flowShare, flowShare));
  var chosen = own;
  if (toOther > 0.5) { chosen = other; }
  return Composed(color, chosen, vector, w);
}
