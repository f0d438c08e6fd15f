// uses: numbers grid classes
// The likeliest class of each pixel, where one softmax shares out to classes by name and to neighbours in a map of classes, whose
// class gets their share; of equal ones the first. Pixels are taken as one row.

@group(0) @binding(1) var<storage, read> scores: array<Stored>;
@group(0) @binding(2) var<storage, read> around: array<u32>;
@group(0) @binding(3) var<storage, read_write> output: array<u32>;

override named = 1u;
override reachX = 0u;
override reachY = 0u;
const workers = 64u;
const most = 128u;   // neighbours

var<private> neighbours: array<u32, most>;
var<private> shares: array<f32, most>;

fn scoreAt(pixel: u32, channel: u32, count: u32) -> f32 {
  return f32(unpack(scores[channel / 4 * count + pixel])[channel % 4]);
}

fn classAt(pixel: vec2i) -> u32 {
  let at = vec2u(clamp(pixel, vec2i(), vec2i(grid.size) - 1));
  let i = at.y * grid.size.x + at.x;
  return classIn(around[wordOf(i)], i);
}

fn likeliestAt(pixel: u32, count: u32) -> u32 {
  let columns = 2 * reachX + 1;
  let pointers = columns * (2 * reachY + 1);
  var best = 0u;
  var peak = scoreAt(pixel, 0, count);
  for (var channel = 1u; channel < named; channel++) {
    let score = scoreAt(pixel, channel, count);
    if (score > peak) { peak = score; best = channel; }
  }
  let own = peak;
  for (var k = 0u; k < pointers; k++) { peak = max(peak, scoreAt(pixel, named + k, count)); }
  let at = vec2i(vec2u(pixel % grid.size.x, pixel / grid.size.x)) - vec2i(vec2u(reachX, reachY));
  for (var k = 0u; k < pointers; k++) {
    neighbours[k] = classAt(at + vec2i(vec2u(k % columns, k / columns)));
    shares[k] = exp(scoreAt(pixel, named + k, count) - peak);
  }
  // Of classes that no neighbour has the one with the largest score is enough.
  var largest = exp(own - peak);
  for (var k = 0u; k < pointers; k++) {
    let candidate = neighbours[k];
    if (candidate >= named) { continue; }
    var share = exp(scoreAt(pixel, candidate, count) - peak);
    for (var other = 0u; other < pointers; other++) {
      share += select(0.0, shares[other], neighbours[other] == candidate);
    }
    if (share > largest || (share == largest && candidate < best)) { largest = share; best = candidate; }
  }
  return best;
}

@compute @workgroup_size(workers)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let count = grid.size.x * grid.size.y;
  let word = id.y * groups.x * workers + id.x;
  if (word > wordOf(count - 1)) { return; }
  if (bytes) {
    var packed = 0u;
    for (var i = 0u; i < 4; i++) {
      if (4 * word + i < count) { packed |= likeliestAt(4 * word + i, count) << (8 * i); }
    }
    output[word] = packed;
  } else {
    output[word] = likeliestAt(word, count);
  }
}
