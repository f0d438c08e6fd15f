// uses: weights
// The user of this library has `inputAt`, blocks of the input, and `parameters`.

// Products of the input with a unit of four rows.
fn unitDot(row: u32, unit: u32) -> vec4f {
  let at = row * parameters.units + unit - parameters.weightBase;
  let a = weights[at];
  let b = weights[at + parameters.units];
  let c = weights[at + 2 * parameters.units];
  let d = weights[at + 3 * parameters.units];
  let x = inputAt(2 * unit);
  let y = inputAt(2 * unit + 1);
  return vec4f(dot(x, halves(a.xy)), dot(x, halves(b.xy)), dot(x, halves(c.xy)), dot(x, halves(d.xy)))
    + vec4f(dot(y, halves(a.zw)), dot(y, halves(b.zw)), dot(y, halves(c.zw)), dot(y, halves(d.zw)));
}
