// Adds a step to the sums since they were last read: loss, share of pixels that are right, steps.

struct Total { parts: u32, scale: f32 }
@group(0) @binding(0) var<uniform> total: Total;
@group(0) @binding(1) var<storage, read> parts: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> figures: array<vec4f>;

const workers = 64u;
var<workgroup> sums: array<vec4f, workers>;

@compute @workgroup_size(workers)
fn main(@builtin(local_invocation_index) worker: u32) {
  var sum = vec4f();
  for (var i = worker; i < total.parts; i += workers) { sum += parts[i]; }
  sums[worker] = sum;
  workgroupBarrier();
  for (var half = workers / 2; half > 0; half /= 2) {
    if (worker < half) { sums[worker] += sums[worker + half]; }
    workgroupBarrier();
  }
  if (worker == 0) { figures[0] += vec4f(sums[0].xy * total.scale, 1.0, 0.0); }
}
