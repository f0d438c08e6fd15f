// uses: weights
// The user of this library has `inputAt`, blocks of the input, and `parameters`.

fn dotBytes(v: vec4u, x0: vec4f, x1: vec4f, x2: vec4f, x3: vec4f) -> f32 {
  return dot(x0, bytes(v.x)) + dot(x1, bytes(v.y)) + dot(x2, bytes(v.z)) + dot(x3, bytes(v.w));
}

// Products of the input with a unit of four rows.
fn unitDot(row: u32, unit: u32) -> vec4f {
  let at = row * parameters.units + unit - parameters.weightBase;
  let a = weights[at];
  let b = weights[at + parameters.units];
  let c = weights[at + 2 * parameters.units];
  let d = weights[at + 3 * parameters.units];
  let group = unit / 2;
  let scale = vec4f(scaleAt(row, group), scaleAt(row + 1, group), scaleAt(row + 2, group), scaleAt(row + 3, group));
  let x0 = inputAt(4 * unit);
  let x1 = inputAt(4 * unit + 1);
  let x2 = inputAt(4 * unit + 2);
  let x3 = inputAt(4 * unit + 3);
  return scale * vec4f(
    dotBytes(a, x0, x1, x2, x3), dotBytes(b, x0, x1, x2, x3), dotBytes(c, x0, x1, x2, x3), dotBytes(d, x0, x1, x2, x3),
  );
}
