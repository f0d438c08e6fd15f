// uses: warp
// What a network is told of a display pixel beside its own answer for the surroundings: 16 numbers.

struct Evidence {
  doubts: vec4f,   // errors of the own surface, the other one and the flow, as logarithms; that of time
  seen: vec4f,     // visibility of the own and of the other surface in both frames
  flags: vec4f,    // whether both ends of the flow are inside, an edge, the other surface is the nearer one; own beside other
  apart: vec4f,    // both frames along the own motion, the other one, the flow; own motion beside flow
}

fn plain(image: texture_2d<f32>, uv: vec2f) -> vec3f { return textureSampleLevel(image, linearSampler, uv, 0.0).rgb; }

// Roots of mean differences, which spread over 0…1 better than the differences.
fn rootApart(a: vec3f, b: vec3f) -> f32 { return sqrt(min(dot(abs(a - b), vec3f(1.0 / 3.0)), 1.0)); }

fn bothApart(a: array<vec3f, 2>, b: array<vec3f, 2>) -> f32 {
  return sqrt(min(dot(abs(a[0] - b[0]) + abs(a[1] - b[1]), vec3f(1.0 / 6.0)), 1.0));
}

fn evidenceOf(at: Asked) -> Evidence {
  let own = at.own;
  let other = at.other;
  let mine = array<vec3f, 2>(plain(before, own.previous), plain(now, own.current));
  var beside = mine;
  if (at.edge) { beside = array<vec3f, 2>(plain(before, other.previous), plain(now, other.current)); }
  let flowing = array<vec3f, 2>(plain(before, at.ends[0]), plain(now, at.ends[1]));
  let flags = select(vec2f(), vec2f(1.0), vec2<bool>(at.edge, at.nearer));
  return Evidence(
    vec4f(0.5 * log(vec3f(own.error, other.error, at.flowError) + 0.004), log(params.t / (1.0 - params.t))),
    vec4f(own.seen, other.seen),
    vec4f(isInside(at.ends[0]) * isInside(at.ends[1]), flags, bothApart(mine, beside)),
    vec4f(rootApart(mine[0], mine[1]), rootApart(beside[0], beside[1]), rootApart(flowing[0], flowing[1]), bothApart(mine, flowing)),
  );
}
