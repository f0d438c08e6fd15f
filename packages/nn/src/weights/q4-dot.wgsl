// uses: weights
// The user of this library has `inputAt`, blocks of the input, and `parameters`.

fn dotNibbles(v: vec4u, x0: vec4f, x1: vec4f, x2: vec4f, x3: vec4f) -> f32 {
  return dot(x0, nibbles(v.x)) + dot(x1, nibbles(v.y)) + dot(x2, nibbles(v.z)) + dot(x3, nibbles(v.w));
}

// Products of the input with a unit of four rows.
// The 8 that stands for zero is taken off once, by the sum of the input.
fn unitDot(row: u32, unit: u32) -> vec4f {
  let at = row * parameters.units + unit - parameters.weightBase;
  let a = weights[at];
  let b = weights[at + parameters.units];
  let c = weights[at + 2 * parameters.units];
  let d = weights[at + 3 * parameters.units];
  let scale = vec4f(scaleAt(row, unit), scaleAt(row + 1, unit), scaleAt(row + 2, unit), scaleAt(row + 3, unit));
  let x0 = inputAt(8 * unit);
  let x1 = inputAt(8 * unit + 1);
  let x2 = inputAt(8 * unit + 2);
  let x3 = inputAt(8 * unit + 3);
  let low = vec4f(
    dotNibbles(a, x0, x1, x2, x3), dotNibbles(b, x0, x1, x2, x3), dotNibbles(c, x0, x1, x2, x3), dotNibbles(d, x0, x1, x2, x3),
  );
  let y0 = inputAt(8 * unit + 4);
  let y1 = inputAt(8 * unit + 5);
  let y2 = inputAt(8 * unit + 6);
  let y3 = inputAt(8 * unit + 7);
  let s = vec4u(4);
  let high = vec4f(
    dotNibbles(a >> s, y0, y1, y2, y3), dotNibbles(b >> s, y0, y1, y2, y3),
    dotNibbles(c >> s, y0, y1, y2, y3), dotNibbles(d >> s, y0, y1, y2, y3),
  );
  let sum = dot(x0 + x1 + x2 + x3 + y0 + y1 + y2 + y3, vec4f(1.0));
  return scale * (low + high - 8.0 * sum);
}
