// uses: weights
// The user of this library has `inputAt`, blocks of the input, and `parameters`.

// Products of the input with a unit of four rows.
fn unitDot(row: u32, unit: u32) -> vec4f {
  let x = inputAt(unit);
  return vec4f(
    dot(x, weightAt(row, unit)), dot(x, weightAt(row + 1, unit)),
    dot(x, weightAt(row + 2, unit)), dot(x, weightAt(row + 3, unit)),
  );
}
