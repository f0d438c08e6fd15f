// uses: numbers grid combine
// Combines the moments of a group's channels and chunks, see moments.wgsl, and writes for each of its channels the mean of the
// group and the factor of what lies above it.

@group(0) @binding(1) var<storage, read> moments: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;          // [channel]
@group(0) @binding(3) var<storage, read_write> statistics: array<f32>;   // [mean, factor][channel]

override channels = 1u;   // of a group
override padded = 4u;     // of all groups, filled up to blocks
override epsilon = 1e-5;

@compute @workgroup_size(workers)
fn main(@builtin(local_invocation_index) worker: u32, @builtin(workgroup_id) group: vec3u) {
  let pixels = grid.input.x * grid.input.y;
  let parts = (pixels + grid.rows - 1) / grid.rows;   // pixels of a chunk; `rows` counts the chunks
  var own = Moments();
  for (var i = worker; i < channels * grid.rows; i += workers) {
    let channel = group.x * channels + i / grid.rows;
    let chunk = i % grid.rows;
    let start = min(chunk * parts, pixels);
    let count = f32(min(start + parts, pixels) - start);
    let at = 2 * (channel / 4 * grid.rows + chunk);
    own = combine(own, Moments(vec4f(moments[at][channel % 4]), vec4f(moments[at + 1][channel % 4]), count));
  }
  let all = combineAll(worker, own);
  let factor = inverseSqrt(all.squares.x / all.count + epsilon);
  for (var i = worker; i < channels; i += workers) {
    let channel = group.x * channels + i;
    statistics[channel] = all.mean.x;
    statistics[padded + channel] = factor * weight[channel];
  }
}
