// The length of the gradient of all weights.

@group(0) @binding(0) var<storage, read> gradients: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> norm: array<f32>;

const workers = 256u;
var<workgroup> sums: array<f32, workers>;

@compute @workgroup_size(workers)
fn main(@builtin(local_invocation_index) worker: u32) {
  var sum = 0.0;
  for (var i = worker; i < arrayLength(&gradients); i += workers) { sum += dot(gradients[i], gradients[i]); }
  sums[worker] = sum;
  workgroupBarrier();
  for (var half = workers / 2; half > 0; half /= 2) {
    if (worker < half) { sums[worker] += sums[worker + half]; }
    workgroupBarrier();
  }
  if (worker == 0) { norm[0] = sqrt(sums[0]); }
}
