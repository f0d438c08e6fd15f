// uses: classes
// Minus the logarithm of the share of the true class of each pixel, times its weight, and what that is by the scores. One softmax
// shares out to classes by name and, where there is a reach, to neighbours in a map of classes, whose class gets their share
// (pointer-arg-max of the networks); the class with the largest share is chosen. `named columns pointers` are constants of the prelude.

struct Loss { size: vec2u, pictures: u32, scale: f32 }
@group(0) @binding(0) var<uniform> loss: Loss;
@group(0) @binding(1) var<storage, read> scores: array<vec4f>;
@group(0) @binding(2) var<storage, read> around: array<u32>;
@group(0) @binding(3) var<storage, read> truth: array<u32>;
@group(0) @binding(4) var<storage, read> weights: array<f32>;
@group(0) @binding(5) var<storage, read_write> gradient: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> chosen: array<u32>;
@group(0) @binding(7) var<storage, read_write> parts: array<vec4f>;   // of a workgroup: loss, pixels that are right

const workers = 64u;
var<private> shares: array<f32, named>;
var<private> neighbours: array<u32, max(pointers, 1)>;
var<workgroup> sums: array<vec2f, workers>;
var<workgroup> best: array<u32, workers>;

fn scoreAt(pixel: u32, channel: u32, count: u32) -> f32 { return scores[channel / 4 * count + pixel][channel % 4]; }

fn findNeighbours(pixel: u32) {
  let at = vec2i(vec2u(pixel % loss.size.x, pixel / loss.size.x % loss.size.y));
  let start = pixel / (loss.size.x * loss.size.y) * loss.size.y;
  let reach = vec2i(i32(columns / 2), i32(pointers / columns / 2));
  for (var k = 0u; k < pointers; k++) {
    let place = clamp(at + vec2i(vec2u(k % columns, k / columns)) - reach, vec2i(), vec2i(loss.size) - 1);
    let i = (start + u32(place.y)) * loss.size.x + u32(place.x);
    neighbours[k] = classIn(around[wordOf(i)], i);
  }
}

// Loss, whether the likeliest class is the true one, and the gradient; the likeliest class is left in `best`.
fn judge(pixel: u32, count: u32, worker: u32) -> vec2f {
  let wanted = classIn(truth[wordOf(pixel)], pixel);
  findNeighbours(pixel);
  var peak = scoreAt(pixel, 0, count);
  for (var k = 1u; k < named + pointers; k++) { peak = max(peak, scoreAt(pixel, k, count)); }
  var total = 0.0;
  for (var k = 0u; k < named; k++) {
    shares[k] = exp(scoreAt(pixel, k, count) - peak);
    total += shares[k];
  }
  for (var k = 0u; k < pointers; k++) {
    let share = exp(scoreAt(pixel, named + k, count) - peak);
    total += share;
    if (neighbours[k] < named) { shares[neighbours[k]] += share; }
  }
  var likeliest = 0u;
  for (var k = 1u; k < named; k++) { if (shares[k] > shares[likeliest]) { likeliest = k; } }
  best[worker] = likeliest;
  // A class that does not exist can't be learned.
  let weight = select(0.0, weights[pixel], wanted < named);
  let right = max(shares[min(wanted, named - 1)], 1e-30);
  for (var block = 0u; block * 4 < named + pointers; block++) {
    var g = vec4f();
    for (var i = 0u; i < 4; i++) {
      let k = block * 4 + i;
      if (k >= named + pointers) { break; }
      var own = k;
      if (k >= named) { own = neighbours[k - named]; }
      let e = exp(scoreAt(pixel, k, count) - peak);
      g[i] = e / total - select(0.0, e / right, own == wanted);
    }
    gradient[block * count + pixel] = g * weight * loss.scale;
  }
  return vec2f(weight * log(total / right), f32(likeliest == wanted));
}

@compute @workgroup_size(workers)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_index) worker: u32,
  @builtin(workgroup_id) group: vec3u,
) {
  let count = loss.size.x * loss.size.y * loss.pictures;
  sums[worker] = vec2f();
  best[worker] = 0;
  if (id.x < count) { sums[worker] = judge(id.x, count, worker); }
  workgroupBarrier();
  if (bytes) {
    if (worker % 4 == 0 && id.x < count) {
      chosen[id.x / 4] = best[worker] | (best[worker + 1] << 8) | (best[worker + 2] << 16) | (best[worker + 3] << 24);
    }
  } else if (id.x < count) {
    chosen[id.x] = best[worker];
  }
  for (var half = workers / 2; half > 0; half /= 2) {
    if (worker < half) { sums[worker] += sums[worker + half]; }
    workgroupBarrier();
  }
  if (worker == 0) { parts[group.x] = vec4f(sums[0], 0.0, 0.0); }
}
