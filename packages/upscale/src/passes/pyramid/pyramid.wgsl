// uses: params color surface
// One workgroup reduces 16×16 render pixels: the log luma that auto-exposure averages, and the change of shading. A change of
// light moves a whole neighbourhood the same way; aliasing and noise cancel. So at 4×4, 8×8 and 16×16 pixels the mean
// signed difference to history is weighed by how much its signs agree, and the largest answer is kept per 4×4 block.
// A small change that a whole block shares is not a reason to forget: the factor by which history should follow the light is
// kept too, as far as one factor explains the difference: what an edge under jitter or a change of content leaves does not.
// Where nothing moves only what lasts two frames is light; what turns back is an edge under jitter.

@group(0) @binding(1) var prepared: texture_2d<f32>;
@group(0) @binding(2) var surface: texture_2d<u32>;
@group(0) @binding(3) var<storage, read_write> partials: array<vec2f>;   // sum of log2 luma, pixels
@group(0) @binding(4) var shading: texture_storage_2d<rgba16float, write>;   // r change · g factor for history · ba those of what is at rest: factor, change
@group(0) @binding(5) var previousShading: texture_2d<f32>;

override low = 0.04;       // relative change that starts to count
override high = 0.4;       // relative change that counts in full
override sharedLow = 0.3;   // share of a block that changes from which it counts at rest
override sharedHigh = 0.45;
override black = 0.002;     // luma that auto-exposure leaves out
override seen = 0.02;       // luma that it counts in full
override followLow = 0.4;   // share of the squared difference that one factor explains, from which history follows it
override followHigh = 0.5;

// Of 2×2, 4×4 and 8×8 pixels: Σ difference, Σ |difference|, Σ luma, pixels · Σ relative difference, Σ relative difference²,
// Σ log2 luma of all that is not black, and how many pixels that are.
var<workgroup> sums: array<mat2x4f, 64>;
var<workgroup> fineSums: array<mat2x4f, 16>;
var<workgroup> middleSums: array<mat2x4f, 4>;

// The share of the squared difference that one factor explains: for a few pixels of many, their share.
fn explained(s: mat2x4f) -> f32 { return s[1].x * s[1].x / (s[0].w * s[1].y + 1e-9); }

// x: change of shading · y: where at rest, where a few pixels are something small that samples hit and miss.
fn change(s: mat2x4f) -> vec2f {
  let amount = abs(s[0].x) / (s[0].z + 0.02 * s[0].w + 1e-6);
  let agreement = abs(s[0].x) / (s[0].y + 1e-6);
  let c = smoothstep(low, high, amount) * smoothstep(0.6, 0.95, agreement);
  return vec2f(c, c * smoothstep(sharedLow, sharedHigh, explained(s)));
}

// `before` where nothing explains the difference, luma of now over luma of history where one factor does.
fn followed(before: f32, s: mat2x4f) -> f32 {
  let factor = clamp(s[0].z / max(s[0].z - s[0].x, 0.01 * s[0].w + 1e-6), 0.5, 2.0);
  return mix(before, factor, smoothstep(followLow, followHigh, explained(s)));
}

// Of a block's factor, the part that agrees with the last frame's factor in the same place.
fn lasting(follow: f32, block: vec2i) -> f32 {
  let last = vec2i(ceil(params.previousRenderSize / 4.0)) - 1;
  let place = (vec2f(block) + 0.5) * params.previousRenderSize / params.renderSize;
  let before = textureLoad(previousShading, clamp(vec2i(place), vec2i(0), last), 0).g;
  if (has(flagReset) || before <= 0.0 || (follow - 1.0) * (before - 1.0) <= 0.0) { return 1.0; }
  return clamp(follow, min(before, 1.0), max(before, 1.0));
}

@compute @workgroup_size(8, 8)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let size = vec2i(params.renderSize);
  let corner = vec2i(group.xy) * 16 + vec2i(local.xy) * 2;
  var sum = mat2x4f();
  for (var i = 0; i < 4; i++) {
    let at = corner + vec2i(i & 1, i >> 1u);
    if (all(at < size)) {
      let y = textureLoad(prepared, at, 0).x;
      let d = differenceOf(textureLoad(surface, at, 0));
      let r = d / (max(y, y - d) + 0.02);
      let lit = smoothstep(black, seen, y);
      sum += mat2x4f(d, abs(d), y, 1.0, r, r * r, lit * log2(max(y / max(1.0 - y, 1.0 - largest), 1e-5)), lit);
    }
  }
  sums[index] = sum;
  workgroupBarrier();

  // 4×4 pixels: 2×2 invocations, summed by the first sixteen, so that the rest of the work stays in one subgroup.
  let block = vec2u(index % 4u, index / 4u);
  var fine = mat2x4f();
  if (index < 16u) {
    let b = block.y * 16u + block.x * 2u;
    fine = sums[b] + sums[b + 1u] + sums[b + 8u] + sums[b + 9u];
    fineSums[index] = fine;
  }
  workgroupBarrier();
  // 8×8 pixels
  if (index < 4u) {
    let b = (index / 2u) * 8u + (index % 2u) * 2u;
    middleSums[index] = fineSums[b] + fineSums[b + 1u] + fineSums[b + 4u] + fineSums[b + 5u];
  }
  workgroupBarrier();
  let coarse = middleSums[0] + middleSums[1] + middleSums[2] + middleSums[3];
  let at = vec2i(group.xy * 4u + block);
  if (index < 16u && all(at * 4 < size)) {
    let middle = middleSums[(block.y / 2u) * 2u + block.x / 2u];
    let follow = followed(followed(1.0, coarse), middle);
    let most = max(change(fine), max(change(middle), change(coarse)));
    textureStore(shading, at, vec4f(most.x, follow, lasting(follow, at), most.y));
  }
  if (index == 0u) { partials[group.y * groups.x + group.x] = coarse[1].zw; }
}
