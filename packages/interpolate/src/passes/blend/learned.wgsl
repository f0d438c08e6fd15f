// uses: params warp evidence
// The library `choice` with a network: the analytic weights of six candidates, moved by a perceptron that sees the evidence of the
// pixel and, as shifts of its hidden layer, what the network says of its surroundings. models/interpolate/decide.py is the same in
// PyTorch.
@group(0) @binding(14) var parameters: texture_2d<f32>;   // four layers of a quarter of the display size, one below the other
@group(0) @binding(15) var<uniform> chooser: Chooser;

struct Chooser {
  hidden: array<mat4x4f, 12>,   // of twelve units, by blocks of four; columns are evidence
  out: array<mat4x4f, 6>,       // of six candidates and two of nothing
  bias: array<vec4f, 2>,
}

const reach = 4.0;     // of shifts
const little = 0.1;    // weight below which a pair is not read by the cubic
const scarce = 1e-3;   // added to weights before they are moved

// −1…1.
fn parameterAt(layer: f32, uv: vec2f) -> vec4f {
  let whole = vec2f(textureDimensions(parameters));
  let size = whole * vec2f(1.0, 0.25);
  let inside = clamp(uv * params.displaySize * 0.25, vec2f(0.5), size - 0.5);
  let at = inside + vec2f(0.0, layer * size.y);
  return textureSampleLevel(parameters, linearSampler, at / whole, 0.0) * 2.0 - 1.0;
}

// The analytic shares, moved.
fn moved(a: Shares, at: Asked, e: Evidence, direct: vec4f) -> Shares {
  var first = chooser.bias[0];
  var second = chooser.bias[1];
  for (var i = 0u; i < 3; i++) {
    let row = 4u * i;
    let sum = chooser.hidden[row] * e.doubts + chooser.hidden[row + 1] * e.seen + chooser.hidden[row + 2] * e.flags
      + chooser.hidden[row + 3] * e.apart;
    let unit = max(sum + reach * parameterAt(f32(i), at.uv), vec4f());
    first += chooser.out[i] * unit;
    second += chooser.out[3 + i] * unit;
  }
  let own = (1.0 - a.toFlow) * (1.0 - a.toOther) * vec2f(1.0 - a.own, a.own);
  let other = (1.0 - a.toFlow) * a.toOther * vec2f(1.0 - a.other, a.other);
  let flow = a.toFlow * vec2f(1.0 - a.flow, a.flow);
  first += vec4f(0.0, direct.w, direct.y, direct.y + direct.w);
  let last = second.xy + direct.z + vec2f(0.0, direct.w);
  let w = (vec4f(own, other) + scarce) * exp(clamp(first, vec4f(-30.0), vec4f(30.0)))
    * select(vec4f(1.0, 1.0, 0.0, 0.0), vec4f(1.0), vec4<bool>(at.edge));
  let v = (flow + scarce) * exp(clamp(last, vec2f(-30.0), vec2f(30.0)));
  let sums = max(vec3f(w.x + w.y, w.z + w.w, v.x + v.y), vec3f(1e-20));
  return Shares(sums.y / (sums.x + sums.y), sums.z / (sums.x + sums.y + sums.z), w.y / sums.x, w.w / sums.y, v.y / sums.z);
}

// Pairs that weigh little are read as the evidence was, by one fetch.
fn choose(analytic: Shares, at: Asked, isAsked: bool) -> Shown {
  let direct = parameterAt(3.0, at.uv);
  var s = analytic;
  var weights = vec3f(1.0, 0.0, 0.0);
  var p: Plain;
  if (isAsked) {
    p = plainOf(at);
    s = moved(analytic, at, evidenceOf(at, p), reach * direct);
    weights = vec3f((1.0 - s.toFlow) * vec2f(1.0 - s.toOther, s.toOther), s.toFlow);
  }
  var own = mix(p[0], p[1], s.own);
  var other = mix(p[2], p[3], s.other);
  var flow = mix(p[4], p[5], s.flow);
  if (weights.x >= little) { own = pairOf(at.own.previous, at.own.current, s.own, direct.x); }
  if (weights.y >= little) { other = pairOf(at.other.previous, at.other.current, s.other, 0.0); }
  if (weights.z >= little) { flow = pairOf(at.ends[0], at.ends[1], s.flow, 0.0); }
  return Shown(weights.x * own + weights.y * other + weights.z * flow, s);
}
