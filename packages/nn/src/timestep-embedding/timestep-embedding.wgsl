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
@group(0) @binding(2) var<storage, read> turns: array<vec2f>;   // turns of 2π per time step: few bits, and the rest
@group(0) @binding(3) var<storage, read_write> output: array<Stored>;

override cosineFirst = false;

const tau = 6.28318530718;

// Sine of so many turns, to single precision by its series in an eighth of a turn; those of GPUs may be off by 2^-11.
fn sineOfTurns(turns: f32) -> f32 {
  let quarters = round(4 * turns);
  let x = tau * (turns - quarters / 4);
  let y = x * x;
  let sine = x * (1.0 + y * (-1.0 / 6 + y * (1.0 / 120 + y * (-1.0 / 5040 + y / 362880))));
  let cosine = 1.0 + y * (-0.5 + y * (1.0 / 24 + y * (-1.0 / 720 + y / 40320)));
  let quadrant = i32(quarters) & 3;
  let value = select(sine, cosine, (quadrant & 1) == 1);
  return select(value, -value, quadrant >= 2);
}

fn number(row: u32, column: u32) -> f32 {
  if (column >= 2 * parameters.half) { return 0.0; }
  let index = column % parameters.half;
  // The product with few bits is exact for whole time steps up to 8,192, so that whole turns can be taken off.
  let turn = timesteps[row] * turns[index].x;
  let part = turn - round(turn) + timesteps[row] * turns[index].y;
  return sineOfTurns(part + select(0.0, 0.25, (column < parameters.half) == cosineFirst));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (4 * id.x >= parameters.columns || id.y >= parameters.rows) { return; }
  let c = 4 * id.x;
  let v = vec4f(number(id.y, c), number(id.y, c + 1), number(id.y, c + 2), number(id.y, c + 3));
  output[blockIndex(parameters.output, id.y, id.x)] = pack(v);
}
