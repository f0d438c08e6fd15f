// uses: warp
// The library `choice` without a network: candidates by their shares. learned.wgsl moves the shares where a pixel is asked.
fn choose(s: Shares, at: Asked, isAsked: bool) -> Shown {
  var color: vec4f;
  if (s.toFlow < 1.0 - least) {
    if (s.toOther < 1.0 - least) { color = pairOf(at.own.previous, at.own.current, s.own, 0.0); }
    if (s.toOther > least) {
      let beside = pairOf(at.other.previous, at.other.current, s.other, 0.0);
      color = mix(color, beside, select(s.toOther, 1.0, s.toOther >= 1.0 - least));
    }
  }
  if (s.toFlow > least) {
    let flowing = pairOf(at.ends[0], at.ends[1], s.flow, 0.0);
    color = mix(color, flowing, select(s.toFlow, 1.0, s.toFlow >= 1.0 - least));
  }
  return Shown(color, s);
}
