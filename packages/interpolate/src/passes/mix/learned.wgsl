// uses: params along proposals
// The library `proposal` with a network: its answer weighs the previous and the current picture along four vectors beside the analytic
// mean. models/interpolate/propose.py is the same in PyTorch.
@group(0) @binding(14) var parameters: texture_2d<f32>;   // two layers of half the size, one below the other

const reach = 10.0;         // of logarithms of weights, both ways
const lean = -4.0;          // logarithm of a weight of which nothing is said
const beyond = 1e-3;        // factor of what is outside of the picture
const least = 1.0 / 64.0;   // share below which a candidate is not read

// −1…1. 0 and 1 of the answer are the first two vectors, previous and current picture; the others are the last two.
fn parameterAt(layer: f32, uv: vec2f) -> vec4f {
  let whole = vec2f(textureDimensions(parameters));
  let size = whole * vec2f(1.0, 0.5);
  let inside = clamp(uv * params.displaySize * 0.5, vec2f(0.5), size - 0.5);
  return textureSampleLevel(parameters, linearSampler, (inside + vec2f(0.0, layer * size.y)) / whole, 0.0) * 2.0 - 1.0;
}

fn proposed(uv: vec2f, m: Matched) -> vec4f {
  let vectors = vectorsOf(uv, m);
  let said = array<vec4f, 2>(parameterAt(0.0, uv), parameterAt(1.0, uv));
  var weights: array<vec2f, 4>;
  var total = 1.0;
  for (var k = 0; k < 4; k++) {
    let ends = endsOf(uv, vectors[k]);
    let seen = select(vec2f(beyond), vec2f(1.0), vec2<bool>(isInside(ends.previous), isInside(ends.current)));
    let pair = said[k / 2];
    weights[k] = vec2f(1.0 - params.t, params.t) * seen * exp(reach * select(pair.xy, pair.zw, (k & 1) == 1) + lean);
    total += weights[k].x + weights[k].y;
  }
  var sum = vec4f();
  var read = 0.0;
  if (1.0 >= least * total) {
    sum = meanAlong(uv, m);
    read = 1.0;
  }
  for (var k = 0; k < 4; k++) {
    let ends = endsOf(uv, vectors[k]);
    let w = weights[k];
    if (w.x >= least * total) {
      sum += w.x * warped(before, ends.previous);
      read += w.x;
    }
    if (w.y >= least * total) {
      sum += w.y * warped(now, ends.current);
      read += w.y;
    }
  }
  return sum / read;
}
