// Rounds to levels; the gradient is that of what was clamped, as if it had not been rounded (Bengio et al. 2013).

struct Levels { count: u32, low: f32, steps: f32, channels: u32, pixels: u32, accumulate: u32 }
@group(0) @binding(0) var<uniform> levels: Levels;
@group(0) @binding(1) var<storage, read> input: array<vec4f>;
@group(0) @binding(2) var<storage, read> gradient: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= levels.count) { return; }
  let range = 1.0 - levels.low;
  let share = (clamp(input[id.x], vec4f(levels.low), vec4f(1.0)) - levels.low) / range;
  let v = round(share * levels.steps) / levels.steps * range + levels.low;
  // What fills up the last block stays zero.
  let channel = vec4u(0, 1, 2, 3) + id.x / levels.pixels * 4;
  output[id.x] = select(vec4f(), v, channel < vec4u(levels.channels));
}

@compute @workgroup_size(64)
fn backward(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= levels.count) { return; }
  let isInside = (input[id.x] >= vec4f(levels.low)) & (input[id.x] <= vec4f(1.0));
  let v = select(vec4f(), gradient[id.x], isInside);
  if (levels.accumulate != 0) { output[id.x] += v; } else { output[id.x] = v; }
}
