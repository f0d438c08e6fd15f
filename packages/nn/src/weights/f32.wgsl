// Weights in single precision; a unit is four of them.
@group(0) @binding(1) var<storage, read> weights: array<vec4f>;

fn weightAt(row: u32, block: u32) -> vec4f { return weights[row * parameters.units + block - parameters.weightBase]; }

// Products of the input with a unit of four rows. The user of this library has `inputAt` and `parameters`.
fn unitDot(row: u32, unit: u32) -> vec4f {
  let x = inputAt(unit);
  return vec4f(
    dot(x, weightAt(row, unit)), dot(x, weightAt(row + 1, unit)),
    dot(x, weightAt(row + 2, unit)), dot(x, weightAt(row + 3, unit)),
  );
}
