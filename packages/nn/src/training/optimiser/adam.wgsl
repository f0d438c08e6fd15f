// AdamW (Loshchilov and Hutter 2019) on all weights, whose gradient is shortened to a largest length; and an average of the weights.

struct Adam {
  rate: f32,
  decay: f32,           // of weights, times the rate
  first: f32,           // what is kept of the mean of gradients, and of that of their squares
  second: f32,
  firstShare: f32,      // of the means that has come together so far
  secondShare: f32,
  epsilon: f32,
  longest: f32,
  keep: f32,            // what is kept of the average
}
@group(0) @binding(0) var<uniform> adam: Adam;
@group(0) @binding(1) var<storage, read> norm: array<f32>;
@group(0) @binding(2) var<storage, read> gradients: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> weights: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> means: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> squares: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> average: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  // A gradient that is not finite is left out.
  if (i >= arrayLength(&weights) || !(norm[0] < 1e30)) { return; }
  let g = gradients[i] * min(1.0, adam.longest / (norm[0] + 1e-6));
  let mean = mix(g, means[i], adam.first);
  let square = mix(g * g, squares[i], adam.second);
  means[i] = mean;
  squares[i] = square;
  let step = mean / adam.firstShare / (sqrt(square / adam.secondShare) + adam.epsilon);
  let w = weights[i] - adam.rate * (adam.decay * weights[i] + step);
  weights[i] = w;
  average[i] = mix(w, average[i], adam.keep);
}
