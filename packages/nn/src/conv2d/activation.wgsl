// What follows every convolution, whichever shader computes it.

override activation = 0u;   // 0 none · 1 relu · 2 leaky relu · 3 sigmoid
override slope = 0.0;       // of the leaky relu, below zero

fn activate(v: vec4f) -> vec4f {
  if (activation == 1) { return max(v, vec4f()); }
  if (activation == 2) { return select(slope * v, v, v > vec4f()); }
  if (activation == 3) { return 1.0 / (1.0 + exp(-max(v, vec4f(-80.0)))); }   // exp must not overflow
  return v;
}
