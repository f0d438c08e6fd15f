// uses: params front disocclusion
// A surface that may be what a pixel of the generated frame shows, and what both real frames say about it.
@group(0) @binding(1) var field: texture_2d<u32>;
@group(0) @binding(2) var beforeSmall: texture_2d<f32>;
@group(0) @binding(3) var nowSmall: texture_2d<f32>;
@group(0) @binding(4) var previousSurface: texture_2d<u32>;
@group(0) @binding(5) var surface: texture_2d<u32>;
@group(0) @binding(6) var linearSampler: sampler;

struct Candidate {
  previous: vec2f,   // uv in the previous frame
  current: vec2f,    // uv in the current frame
  seen: vec2f,       // how far it is visible in each, 0…1
  error: f32,        // difference of both frames there
  kind: f32,         // 1 from the current frame, 2 from the previous one, 0 a filled hole
}

fn isInside(uv: vec2f) -> f32 { return select(0.0, 1.0, all(uv >= vec2f()) && all(uv <= vec2f(1.0))); }

// How far nothing nearer covers a surface at `uv`.
fn visible(surfaces: texture_2d<u32>, size: vec2f, jitter: vec2f, uv: vec2f, nearness: f32) -> f32 {
  let limit = occlusionLimit(nearness, params.tolerance);
  let position = uv * size - 0.5 - jitter;
  let corner = vec2i(floor(position));
  var share = 0.0;
  for (var i = 0; i < 4; i++) {
    let offset = footprintOffset(i);
    let at = clamp(corner + offset, vec2i(0), vec2i(size) - 1);
    if (ownNearnessOf(textureLoad(surfaces, at, 0)) > limit) { share += footprintWeight(position, offset); }
  }
  return (1.0 - disoccluded(vec2f(share)).x) * isInside(uv);
}

// Mean difference of both frames around a pair of positions, on pictures of half the size.
fn difference(previous: vec2f, current: vec2f) -> f32 {
  let step = 2.0 / params.displaySize;
  var sum = 0.0;
  for (var i = 0; i < 5; i++) {
    let offset = select(vec2f(), step * vec2f(vec2i(i & 1, i >> 1u) * 2 - 1), i < 4);
    let a = textureSampleLevel(beforeSmall, linearSampler, previous + offset, 0.0).rgb;
    let b = textureSampleLevel(nowSmall, linearSampler, current + offset, 0.0).rgb;
    sum += dot(abs(a - b), vec3f(1.0, 0.7, 0.7));
  }
  return sum * 0.2;
}

fn nearnessIn(texel: vec4u) -> vec2f { let r = unpack2x16float(texel.z); return r * r; }

fn candidate(texel: vec4u, uv: vec2f) -> Candidate {
  let previous = uv + unpack2x16float(texel.x);
  let current = uv + unpack2x16float(texel.y);
  let nearness = nearnessIn(texel);
  let seen = vec2f(
    visible(previousSurface, params.previousRenderSize, params.previousJitter, previous, nearness.x),
    visible(surface, params.renderSize, params.jitter, current, nearness.y));
  return Candidate(previous, current, seen, difference(previous, current), unpack2x16float(texel.w).x);
}

// The surfaces of the field around a position: the one that it has there, and the nearest and the farthest of the 3×3 texels.
struct Surfaces {
  own: vec4u,
  nearest: vec4u,
  farthest: vec4u,
  edge: bool,   // nearest and farthest are two surfaces
}

fn surfacesAt(uv: vec2f) -> Surfaces {
  let last = vec2i(params.renderSize) - 1;
  let at = clamp(vec2i(uv * params.renderSize), vec2i(0), last);
  let own = textureLoad(field, at, 0);
  var nearest = own;
  var farthest = own;
  for (var i = 0; i < 9; i++) {
    let texel = textureLoad(field, clamp(at + vec2i(i % 3 - 1, i / 3 - 1), vec2i(0), last), 0);
    let nearness = nearnessIn(texel).y;
    if (nearness > nearnessIn(nearest).y) { nearest = texel; }
    if (nearness < nearnessIn(farthest).y) { farthest = texel; }
  }
  let edge = nearnessIn(nearest).y > occlusionLimit(nearnessIn(farthest).y, params.tolerance);
  return Surfaces(own, nearest, farthest, edge);
}

// Of nearest and farthest the one that is farther from the own surface.
fn otherOf(around: Surfaces) -> vec4u {
  let own = nearnessIn(around.own).y;
  let isFront = own * own > nearnessIn(around.nearest).y * nearnessIn(around.farthest).y;
  return select(around.nearest, around.farthest, vec4<bool>(isFront));
}
