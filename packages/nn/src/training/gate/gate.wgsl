// `(1 − share) · state + share · candidate`, and its gradients: one of three at a time.

struct Gate { count: u32, part: u32, accumulate: u32 }
@group(0) @binding(0) var<uniform> gate: Gate;
@group(0) @binding(1) var<storage, read> state: array<vec4f>;
@group(0) @binding(2) var<storage, read> share: array<vec4f>;
@group(0) @binding(3) var<storage, read> candidate: array<vec4f>;
@group(0) @binding(4) var<storage, read> gradient: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= gate.count) { return; }
  output[id.x] = mix(state[id.x], candidate[id.x], share[id.x]);
}

@compute @workgroup_size(64)
fn backward(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= gate.count) { return; }
  var v = gradient[id.x];
  switch (gate.part) {
    case 0: { v *= 1.0 - share[id.x]; }
    case 1: { v *= candidate[id.x] - state[id.x]; }
    default: { v *= share[id.x]; }
  }
  if (gate.accumulate != 0) { output[id.x] += v; } else { output[id.x] = v; }
}
