// uses: warp
// What a network is told of a display pixel beside its own answer for the surroundings: 16 numbers.

struct Evidence {
  doubts: vec4f,   // errors of the own surface, the other one and the flow, as logarithms; that of time
  seen: vec4f,     // visibility of the own and of the other surface in both frames
  flags: vec4f,    // whether both ends of the flow are inside, an edge, the other surface is the nearer one; own beside other
  apart: vec4f,    // both frames along the own motion, the other one, the flow; own motion beside flow
}

// Both frames along the own motion, the other surface's and the flow, by one bilinear fetch each.
alias Plain = array<vec4f, 6>;

fn plain(image: texture_2d<f32>, uv: vec2f) -> vec4f { return textureSampleLevel(image, linearSampler, uv, 0.0); }

fn plainOf(at: Asked) -> Plain {
  let own = array<vec4f, 2>(plain(before, at.own.previous), plain(now, at.own.current));
  var other = own;
  if (at.edge) { other = array<vec4f, 2>(plain(before, at.other.previous), plain(now, at.other.current)); }
  return Plain(own[0], own[1], other[0], other[1], plain(before, at.ends[0]), plain(now, at.ends[1]));
}

// Roots of mean differences, which spread over 0…1 better than the differences.
fn rootApart(a: vec4f, b: vec4f) -> f32 { return sqrt(min(dot(abs(a - b).rgb, vec3f(1.0 / 3.0)), 1.0)); }

fn bothApart(a: vec4f, b: vec4f, c: vec4f, d: vec4f) -> f32 {
  return sqrt(min(dot((abs(a - b) + abs(c - d)).rgb, vec3f(1.0 / 6.0)), 1.0));
}

fn evidenceOf(at: Asked, p: Plain) -> Evidence {
  let flags = select(vec2f(), vec2f(1.0), vec2<bool>(at.edge, at.nearer));
  return Evidence(
    vec4f(0.5 * log(vec3f(at.own.error, at.other.error, at.flowError) + 0.004), log(params.t / (1.0 - params.t))),
    vec4f(at.own.seen, at.other.seen),
    vec4f(isInside(at.ends[0]) * isInside(at.ends[1]), flags, bothApart(p[0], p[2], p[1], p[3])),
    vec4f(rootApart(p[0], p[1]), rootApart(p[2], p[3]), rootApart(p[4], p[5]), bothApart(p[0], p[4], p[1], p[5])),
  );
}
