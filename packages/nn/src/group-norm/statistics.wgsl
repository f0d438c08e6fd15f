// uses: numbers grid
// Combines the moments of a group's channels and chunks, see moments.wgsl, and writes for each of its channels the mean of the
// group and the factor of what lies above it.

@group(0) @binding(1) var<storage, read> moments: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;          // [channel]
@group(0) @binding(3) var<storage, read_write> statistics: array<f32>;   // [mean, factor][channel]

override channels = 1u;   // of a group
override padded = 4u;     // of all groups, filled up to blocks
override epsilon = 1e-5;
const workers = 64u;
var<workgroup> counts: array<f32, workers>;
var<workgroup> means: array<f32, workers>;
var<workgroup> squares: array<f32, workers>;

@compute @workgroup_size(workers)
fn main(@builtin(local_invocation_index) worker: u32, @builtin(workgroup_id) group: vec3u) {
  let pixels = grid.input.x * grid.input.y;
  let parts = (pixels + grid.rows - 1) / grid.rows;   // pixels of a chunk; `rows` counts the chunks
  var count = 0.0;
  var mean = 0.0;
  var square = 0.0;
  for (var i = worker; i < channels * grid.rows; i += workers) {
    let channel = group.x * channels + i / grid.rows;
    let chunk = i % grid.rows;
    let start = min(chunk * parts, pixels);
    let other = f32(min(start + parts, pixels) - start);
    if (other == 0.0) { continue; }
    let at = 2 * (channel / 4 * grid.rows + chunk);
    let total = count + other;
    let change = moments[at][channel % 4] - mean;
    square += moments[at + 1][channel % 4] + change * change * (count * other / total);
    mean += change * (other / total);
    count = total;
  }
  counts[worker] = count;
  means[worker] = mean;
  squares[worker] = square;
  workgroupBarrier();
  for (var half = workers / 2; half > 0; half /= 2) {
    if (worker < half && counts[worker + half] > 0.0) {
      let other = counts[worker + half];
      let total = counts[worker] + other;
      let change = means[worker + half] - means[worker];
      means[worker] += change * (other / total);
      squares[worker] += squares[worker + half] + change * change * (counts[worker] * other / total);
      counts[worker] = total;
    }
    workgroupBarrier();
  }
  let factor = inverseSqrt(squares[0] / counts[0] + epsilon);
  for (var i = worker; i < channels; i += workers) {
    let channel = group.x * channels + i;
    statistics[channel] = means[0];
    statistics[padded + channel] = factor * weight[channel];
  }
}
