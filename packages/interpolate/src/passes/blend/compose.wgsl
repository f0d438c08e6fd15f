// uses: params candidate look flow-at warp decide
// The analytic blend of four warped candidates.

override doubtful = 0.008;   // difference along the motion from which the flow is asked
override switching = 0.6;    // share of the own surface's difference that another one's must stay below

// The surface that the field has at `uv`, or the nearest or farthest of those around it where both frames agree much better on
// that one: the field is a texel wider than what is in front, and colour knows its edge.
fn choose(uv: vec2f) -> Candidate {
  let look = lookAt(uv);
  var best = look.own;
  if (!look.around.edge) { return best; }
  let front = candidate(look.around.nearest, uv);
  let back = candidate(look.around.farthest, uv);
  var limit = doubt(best) * switching;
  if (doubt(front) < limit) { best = front; limit = doubt(front); }
  if (doubt(back) < limit) { best = back; }
  return best;
}

fn compose(uv: vec2f) -> Composed {
  let after = has(flagAfter);
  let c = choose(uv);
  let vector = flowAt(uv);
  let ends = flowEnds(uv, vector);
  var e: Evidence;
  e.share = select(vec2f(1.0 - params.t, params.t), vec2f(1e-3, 1.0), after);
  e.seen = c.seen * select(vec2f(1.0), vec2f(0.0, 1.0), has(flagSingle));
  e.motionError = c.error;
  // Most pixels agree along their motion: there the flow is not even asked.
  e.flowHolds = !after && c.error > doubtful;
  if (e.flowHolds) { e.flowError = difference(ends[0], ends[1]); }
  e.flowSeen = vec2f(isInside(ends[0]), isInside(ends[1]));
  if (has(flagSingle)) { e.share.x = 0.0; }
  let w = decide(e);
  var sum: vec4f;
  if (w.x > 0.0) { sum += warped(before, c.previous, cubic) * w.x; }
  if (w.y > 0.0) { sum += warped(now, c.current, cubic) * w.y; }
  if (w.z > 0.0) { sum += warped(before, ends[0], cubic) * w.z; }
  if (w.w > 0.0) { sum += warped(now, ends[1], cubic) * w.w; }
  return Composed(sum, c, vector, w);
}
