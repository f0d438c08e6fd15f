// The gradient before an activation, in place, by the output: all activations here are told by it. A residual gets the same.

struct Activated { count: u32, activation: u32, slope: f32, residual: u32, accumulate: u32 }
@group(0) @binding(0) var<uniform> layer: Activated;
@group(0) @binding(1) var<storage, read> output: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> gradient: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> residual: array<vec4f>;

fn slopeAt(v: vec4f) -> vec4f {
  switch (layer.activation) {
    case 1: { return select(vec4f(), vec4f(1.0), v > vec4f()); }
    case 2: { return select(vec4f(layer.slope), vec4f(1.0), v > vec4f()); }
    case 3: { return v * (1.0 - v); }
    case 4: { return 1.0 - v * v; }
    default: { return vec4f(1.0); }
  }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= layer.count) { return; }
  let g = gradient[id.x] * slopeAt(output[id.x]);
  gradient[id.x] = g;
  if (layer.residual == 0) { return; }
  if (layer.accumulate != 0) { residual[id.x] += g; } else { residual[id.x] = g; }
}
