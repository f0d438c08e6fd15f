// uses: params color filter candidate look flow-at warp evidence
// Per display pixel everything that decide() may choose from, and what speaks for each: 20 words a pixel, word by word.
//   0–3 previous and current frame along the motion of the own and of the other surface · 4, 5 along the flow · 6, 7 as 0, 1 by
//   the softest cubic · 8 visibility of the first four · 9 whether the flow's ends are inside, whether there is an edge, whether
//   the other surface is the nearer one · 10 errors of both surfaces · 11 error of the flow · 12 how far apart candidates are, and
//   13 own beside other, as evidence.wgsl has them · 14–19 as 0–5 by one bilinear fetch

@group(0) @binding(11) var<storage, read_write> words: array<u32>;

fn full(image: texture_2d<f32>, uv: vec2f) -> u32 { return pack4x8unorm(warped(image, uv, 0.0)); }
fn soft(image: texture_2d<f32>, uv: vec2f) -> u32 { return pack4x8unorm(sampleSoft(image, uv)); }

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2u(params.displaySize);
  if (any(id.xy >= size)) { return; }
  let uv = (vec2f(id.xy) + 0.5) / params.displaySize;
  let look = lookAt(uv);
  let around = look.around;
  let own = look.own;
  let texel = otherOf(around);
  var other = own;
  if (around.edge) { other = candidate(texel, uv); }
  let nearer = nearnessIn(texel).y > nearnessIn(around.own).y;
  let vector = flowAt(uv);
  let flowPrevious = uv + params.t * vector;
  let flowCurrent = uv - (1.0 - params.t) * vector;
  let flowError = difference(flowPrevious, flowCurrent);
  let asked = Asked(uv, own, other, array<vec2f, 2>(flowPrevious, flowCurrent), flowError, around.edge, nearer);
  let plain = plainOf(asked);
  let evidence = evidenceOf(asked, plain);
  let flags = select(vec2f(), vec2f(1.0), vec2<bool>(around.edge, nearer));
  let found = array<u32, 20>(
    full(before, own.previous), full(now, own.current),
    full(before, other.previous), full(now, other.current),
    full(before, flowPrevious), full(now, flowCurrent),
    soft(before, own.previous), soft(now, own.current),
    pack4x8unorm(vec4f(own.seen, other.seen)),
    pack4x8unorm(vec4f(isInside(flowPrevious), isInside(flowCurrent), flags)),
    pack2x16float(vec2f(own.error, other.error)),
    pack2x16float(vec2f(flowError, 0.0)),
    pack4x8unorm(evidence.apart), pack4x8unorm(vec4f(evidence.flags.w)),
    pack4x8unorm(plain[0]), pack4x8unorm(plain[1]), pack4x8unorm(plain[2]), pack4x8unorm(plain[3]), pack4x8unorm(plain[4]),
    pack4x8unorm(plain[5]));
  for (var i = 0u; i < 20u; i++) { words[(i * size.y + id.y) * size.x + id.x] = found[i]; }
}
