// Count, mean and sum of squared deviations of numbers, combined as by Chan et al. (1983), all in single precision.

struct Moments { mean: vec4f, squares: vec4f, count: f32 }

const workers = 64u;
var<workgroup> partial: array<Moments, workers>;

fn combine(a: Moments, b: Moments) -> Moments {
  if (b.count == 0.0) { return a; }
  let count = a.count + b.count;
  let change = b.mean - a.mean;
  let share = b.count / count;
  return Moments(a.mean + change * share, a.squares + b.squares + change * change * (a.count * share), count);
}

// Of all workers; right in the first one.
fn combineAll(worker: u32, own: Moments) -> Moments {
  partial[worker] = own;
  for (var half = workers / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (worker < half) { partial[worker] = combine(partial[worker], partial[worker + half]); }
  }
  workgroupBarrier();
  return partial[0];
}
