// uses: numbers grid
// Mean and sum of squared deviations of a chunk of pixels, for each channel: a workgroup for each chunk and block. Each
// worker goes by Welford's method, and what they found is combined as by Chan et al. (1983), all in single precision.

@group(0) @binding(1) var<storage, read> input: array<Stored>;
@group(0) @binding(2) var<storage, read_write> moments: array<vec4f>;   // [block][chunk][mean, squares]

const workers = 64u;
var<workgroup> counts: array<f32, workers>;
var<workgroup> means: array<vec4f, workers>;
var<workgroup> squares: array<vec4f, workers>;

@compute @workgroup_size(workers)
fn main(
  @builtin(local_invocation_index) worker: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let pixels = grid.input.x * grid.input.y;
  let length = (pixels + groups.x - 1) / groups.x;
  let end = min((group.x + 1) * length, pixels);
  var count = 0.0;
  var mean = vec4f();
  var square = vec4f();
  for (var i = group.x * length + worker; i < end; i += workers) {
    let v = vec4f(unpack(input[group.z * pixels + i]));
    count += 1.0;
    let change = v - mean;
    mean += change / count;
    square += change * (v - mean);
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
  if (worker == 0) {
    let at = 2 * (group.z * groups.x + group.x);
    moments[at] = means[0];
    moments[at + 1] = squares[0];
  }
}
