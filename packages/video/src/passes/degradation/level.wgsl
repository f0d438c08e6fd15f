// Reduces the output of the degradation network to one level, 0 clean … 1 strongly degraded: the mean of the logits of all
// positions, weighted by their predicted confidence, through a sigmoid. One workgroup. `level` moves towards it by `share`;
// 1 sets it.

@group(0) @binding(0) var<storage, read> head: array<vec2u>;
@group(0) @binding(1) var<storage, read_write> level: f32;
@group(0) @binding(2) var<uniform> share: f32;

const threads = 256u;
/** Of the logarithm of a place's weight. */
const largest = 8.0;
/** Where nothing can be said. */
const usual = 0.5;

/** Per invocation: sum of opinion · weight, sum of weights, places that are no numbers. */
var<workgroup> sums: array<vec3f, threads>;

// By its bits: compilers may take it that floats are finite. Layers store what is beyond the largest half as the largest.
fn isFinite(value: f32) -> bool { return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u; }
fn isNumber(half: u32) -> bool { return (half & 0x7fffu) < 0x7bffu; }

@compute @workgroup_size(threads)
fn main(@builtin(local_invocation_index) thread: u32) {
  var sum = vec3f();
  for (var i = thread; i < arrayLength(&head); i += threads) {
    let pair = head[i].x;
    if (isNumber(pair) && isNumber(pair >> 16u)) {
      let place = unpack2x16float(pair);
      let weight = exp(clamp(place.y, -largest, largest));
      sum += vec3f(place.x * weight, weight, 0.0);
    } else {
      sum.z += 1.0;
    }
  }
  sums[thread] = sum;
  for (var half = threads / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (thread < half) { sums[thread] += sums[thread + half]; }
  }
  if (thread > 0u) { return; }
  let all = sums[0];
  var found = usual;
  // Farther out the sigmoid is 0 or 1 to the last bit.
  if (all.z == 0.0) { found = 1.0 / (1.0 + exp(-clamp(all.x / all.y, -30.0, 30.0))); }
  if (!isFinite(found)) { found = usual; }
  let before = level;
  if (share < 1.0 && isFinite(before)) { found = mix(before, found, share); }
  level = found;
}
