// uses: params candidate look flow-at warp choice
// What a pixel shows: warped candidates, weighed by what both frames say of them and, where there is one, by a network.
// Candidates are both frames along the motion of the pixel's own surface, of the other surface of an edge, and along the optical
// flow. Colours are means of warped ones, whatever the network says: it cannot paint.

override doubtful = 0.008;   // difference along the motion from which the flow is asked
override certain = 0.004;    // difference below which a surface that both frames show is not doubted
override onesided = 0.08;    // difference assumed of a surface that one frame alone shows

override trust = 0.5;           // share of the motion's difference that the flow's must stay below
const steepness = 60.0;      // of the choice between both

fn sigmoid(x: f32) -> f32 { return 1.0 / (1.0 + exp(-x)); }

// Of the current frame, by time and visibility.
fn shareOfCurrent(seen: vec2f) -> f32 {
  if (has(flagSingle)) { return 1.0; }
  // After the newest frame only what that one hides is taken from the one before.
  if (has(flagAfter)) { return sigmoid(7.0 + log((seen.y + 1e-6) / (seen.x + 1e-6))); }
  return sigmoid(log(params.t / (1.0 - params.t)) + log((seen.y + 1e-3) / (seen.x + 1e-3)));
}

fn logDoubt(c: Candidate) -> f32 { return log(mix(onesided, c.error, min(c.seen.x, c.seen.y)) + 0.004); }

fn gainOfFlow(c: Candidate, flowError: f32) -> f32 {
  let comparable = max(min(c.seen.x, c.seen.y), 1.0 - max(c.seen.x, c.seen.y));
  return (trust * c.error - flowError) * comparable;
}

fn compose(uv: vec2f) -> Composed {
  let look = lookAt(uv);
  let around = look.around;
  let own = look.own;
  let vector = flowAt(uv);
  if (look.atRest && !has(flagAfter)) {
    return Composed(pairOf(uv, uv, params.t, 0.0), own, vector, vec4f(0.0, 0.0, 1.0 - params.t, params.t));
  }
  let ends = flowEnds(uv, vector);
  var other = own;
  var nearer = false;
  var shares = Shares(0.0, 0.0, shareOfCurrent(own.seen), 0.0, 0.0);
  let isCertain = own.error < certain && min(own.seen.x, own.seen.y) > 0.9;
  if (around.edge && !isCertain) {
    let texel = otherOf(around);
    other = candidate(texel, uv);
    nearer = nearnessIn(texel).y > nearnessIn(around.own).y;
    shares.toOther = sigmoid(8.0 * (logDoubt(own) - logDoubt(other) - 0.5));
    shares.other = shareOfCurrent(other.seen);
  }
  // Most pixels agree along their motion: there the flow is not even asked.
  let isAsked = !has(flagAfter) && !isCertain && (around.edge || own.error > doubtful);
  var flowError = 0.0;
  if (isAsked) {
    flowError = difference(ends[0], ends[1]);
    let gain = mix(gainOfFlow(own, flowError), gainOfFlow(other, flowError), shares.toOther);
    shares.toFlow = sigmoid(12.0 * (steepness * gain - 0.5));
    shares.flow = shareOfCurrent(vec2f(isInside(ends[0]), isInside(ends[1])));
  }
  let shown = choose(shares, Asked(uv, own, other, ends, flowError, around.edge, nearer), isAsked);
  let s = shown.shares;
  let weights = vec4f((1.0 - s.toFlow) * vec2f(1.0 - s.own, s.own), s.toFlow * vec2f(1.0 - s.flow, s.flow));
  if (s.toOther > 0.5) { return Composed(shown.color, other, vector, weights); }
  return Composed(shown.color, own, vector, weights);
}
