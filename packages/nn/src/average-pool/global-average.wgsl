// uses: numbers grid
// The mean of each channel: a workgroup for each block of four.

@group(0) @binding(1) var<storage, read> input: array<Stored>;
@group(0) @binding(2) var<storage, read_write> output: array<Stored>;

const workers = 64u;
var<workgroup> sums: array<vec4f, workers>;

@compute @workgroup_size(workers)
fn main(@builtin(local_invocation_index) worker: u32, @builtin(workgroup_id) group: vec3u) {
  let count = grid.input.x * grid.input.y;
  // Sums of sums: the error grows with the length of a row and with the number of rows, not with their product.
  var sum = vec4f();
  for (var start = worker; start < count; start += 64 * workers) {
    var part = vec4f();
    for (var i = start; i < min(start + 64 * workers, count); i += workers) {
      part += vec4f(unpack(input[group.z * count + i]));
    }
    sum += part;
  }
  sums[worker] = sum;
  workgroupBarrier();
  for (var half = workers / 2; half > 0; half /= 2) {
    if (worker < half) { sums[worker] += sums[worker + half]; }
    workgroupBarrier();
  }
  if (worker == 0) { output[group.z] = pack(sums[0] / f32(count)); }
}
