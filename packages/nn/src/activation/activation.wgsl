// What follows a layer's sums, whichever shader computes them.

override activation = 0u;   // the order of `activations` in activations.ts
override slope = 0.0;       // of the leaky relu, below zero

// exp must not overflow.
fn logistic(v: vec4f) -> vec4f { return 1.0 / (1.0 + exp(-max(v, vec4f(-80.0)))); }

fn tangent(v: vec4f) -> vec4f { return tanh(clamp(v, vec4f(-15.0), vec4f(15.0))); }

// Abramowitz and Stegun 7.1.26: within 1.5e-7.
fn errorFunction(v: vec4f) -> vec4f {
  let x = min(abs(v), vec4f(8.0));
  let t = 1.0 / (1.0 + 0.3275911 * x);
  let p = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return sign(v) * (1.0 - p * exp(-x * x));
}

fn activate(v: vec4f) -> vec4f {
  switch (activation) {
    case 1u { return max(v, vec4f()); }
    case 2u { return select(slope * v, v, v > vec4f()); }
    case 3u { return logistic(v); }
    case 4u { return tangent(v); }
    case 5u { return v * logistic(v); }
    case 6u { return 0.5 * v * (1.0 + errorFunction(v * 0.70710678)); }
    case 7u { return 0.5 * v * (1.0 + tangent(0.79788456 * (v + 0.044715 * v * v * v))); }
    case 8u { return v * logistic(1.702 * v); }
    default { return v; }
  }
}
