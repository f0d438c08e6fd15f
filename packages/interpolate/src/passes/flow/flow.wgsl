// uses: params motion
// Block matching between both frames at one level of their pyramids, symmetric about the middle of the interval: a block at p
// moves from p + v/2 in the previous frame to p − v/2 in the current one. Candidates are the vectors of the coarser level
// around the block, the renderer's motion and none; the best is refined. After the optical flow of AMD FSR 3.

@group(0) @binding(1) var before: texture_2d<f32>;
@group(0) @binding(2) var now: texture_2d<f32>;
@group(0) @binding(3) var coarser: texture_2d<f32>;
@group(0) @binding(4) var motion: texture_2d<u32>;
@group(0) @binding(5) var linearSampler: sampler;
@group(0) @binding(6) var flow: texture_storage_2d<rgba16float, write>;

override coarsest = false;
override repeated = false;    // `coarser` is the same level, matched before
override steps = 1;           // halvings of the refinement step
override smoothness = 0.002;  // cost of a texel of difference from the coarser level's vector
override free = 0.0;          // texels of it that cost nothing
override outside = 0.0;       // difference that a tap counts as beyond the picture; 0: its edge goes on
override settled = 0.005;     // difference along the renderer's motion below which nothing better is looked for

const block = 4.0;

struct Match {
  vector: vec2f,   // texels of this level, to the previous frame
  cost: f32,       // mean difference, and the penalty
  difference: f32,
}

var<private> centre: vec2f;
var<private> texel: vec2f;
var<private> expected: vec2f;
var<private> best: Match;

fn isInside(uv: vec2f) -> bool { return all(uv >= vec2f()) && all(uv <= vec2f(1.0)); }

fn consider(vector: vec2f) {
  var sum = 0.0;
  let half = vector * 0.5;
  for (var y = -3.0; y < 4.0; y += 2.0) {
    for (var x = -3.0; x < 4.0; x += 2.0) {
      let tap = centre + vec2f(x, y);
      let there = (tap + half) * texel;
      let here = (tap - half) * texel;
      if (outside > 0.0 && !(isInside(there) && isInside(here))) {
        sum += outside;
        continue;
      }
      let a = textureSampleLevel(before, linearSampler, there, 0.0).rgb;
      let b = textureSampleLevel(now, linearSampler, here, 0.0).rgb;
      sum += dot(abs(a - b), vec3f(1.0, 0.7, 0.7));
    }
  }
  let difference = sum / 16.0;
  let cost = difference + smoothness * clamp(length(vector - expected) - free, 0.0, 8.0);
  if (cost < best.cost) { best = Match(vector, cost, difference); }
}

fn coarse(at: vec2i, last: vec2i) -> vec2f {
  return textureLoad(coarser, clamp(at, vec2i(0), last), 0).xy;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let blocks = textureDimensions(flow);
  if (any(id.xy >= blocks)) { return; }
  let size = vec2f(textureDimensions(now));
  texel = 1.0 / size;
  centre = (vec2f(id.xy) + 0.5) * block;
  best = Match(vec2f(), 1e9, 0.0);

  let uv = centre * texel;
  let motionAt = clamp(vec2i(uv * params.renderSize), vec2i(0), vec2i(params.renderSize) - 1);
  let given = motionOf(textureLoad(motion, motionAt, 0)) * size;
  if (!coarsest) {
    expected = given;
    consider(given);
    if (best.difference < settled) {
      textureStore(flow, id.xy, vec4f(given, best.difference, 1.0));
      return;
    }
    best.cost = 1e9;
  }
  if (coarsest) {
    for (var y = -4; y <= 4; y++) {
      for (var x = -4; x <= 4; x++) { consider(vec2f(vec2i(x, y))); }
    }
  } else {
    let last = vec2i(textureDimensions(coarser)) - 1;
    let at = select(vec2i(id.xy) / 2, vec2i(id.xy), repeated);
    let side = select(vec2i(id.xy & vec2u(1u)) * 2 - 1, vec2i(1), repeated);
    let scale = select(2.0, 1.0, repeated);
    let own = coarse(at, last) * scale;
    expected = own;
    consider(own);
    consider(coarse(at + vec2i(side.x, 0), last) * scale);
    consider(coarse(at + vec2i(0, side.y), last) * scale);
    consider(coarse(at + side, last) * scale);
    if (repeated) {
      consider(coarse(at + vec2i(-1, 0), last));
      consider(coarse(at + vec2i(0, -1), last));
      consider(coarse(at - side, last));
    }
  }
  consider(given);
  consider(vec2f());
  var step = 1.0;
  for (var i = 0; i < steps; i++) {
    let around = best.vector;
    for (var k = 0; k < 9; k++) {
      if (k != 4) { consider(around + step * vec2f(vec2i(k % 3 - 1, k / 3 - 1))); }
    }
    step *= 0.5;
  }
  textureStore(flow, id.xy, vec4f(best.vector, best.difference, 1.0));
}
