// Activations of transformers, on four numbers.

override activation = 0u;   // 0 none · 1 relu · 2 silu · 3 gelu by erf · 4 gelu by tanh · 5 gelu by a sigmoid ("quick")

// What exp and tanh are given is bounded: beyond, they may overflow to anything.
fn sigmoid(v: vec4f) -> vec4f { return 1.0 / (1.0 + exp(min(-v, vec4f(80.0)))); }

// Abramowitz and Stegun 7.1.26; its largest error is 1.5e-7.
fn erf(v: vec4f) -> vec4f {
  let a = min(abs(v), vec4f(10.0));
  let t = 1.0 / (1.0 + 0.3275911 * a);
  let p = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return sign(v) * (1.0 - p * exp(-a * a));
}

fn activate(v: vec4f) -> vec4f {
  switch activation {
    case 1u: { return max(v, vec4f()); }
    case 2u: { return v * sigmoid(v); }
    case 3u: { return 0.5 * v * (1.0 + erf(v * 0.70710678118)); }
    case 4u: {
      let inner = 0.79788456080 * (v + 0.044715 * v * v * v);
      return v * sigmoid(2.0 * clamp(inner, vec4f(-40.0), vec4f(40.0)));
    }
    case 5u: { return v * sigmoid(1.702 * v); }
    default: { return v; }
  }
}
