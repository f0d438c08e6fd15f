// uses: number matrix
// Sinusoidal embedding of diffusion time steps, four columns for each invocation.

struct Parameters {
  output: vec2u,
  rows: u32,
  columns: u32,
  half: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> timesteps: array<f32>;
@group(0) @binding(2) var<storage, read> turns: array<f32>;     // of each frequency: turns of 2π per time step
@group(0) @binding(3) var<storage, read_write> output: array<Stored>;

override cosineFirst = false;

const tau = 6.28318530718;

fn number(row: u32, column: u32) -> f32 {
  if (column >= 2 * parameters.half) { return 0.0; }
  let index = column % parameters.half;
  let turn = timesteps[row] * turns[index];
  // Sines of large angles are not exact on every GPU.
  let angle = tau * (turn - round(turn));
  if ((column < parameters.half) == cosineFirst) { return cos(angle); }
  return sin(angle);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (4 * id.x >= parameters.columns || id.y >= parameters.rows) { return; }
  let c = 4 * id.x;
  let v = vec4f(number(id.y, c), number(id.y, c + 1), number(id.y, c + 2), number(id.y, c + 3));
  output[blockIndex(parameters.output, id.y, id.x)] = pack(v);
}
