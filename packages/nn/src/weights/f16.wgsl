// Weights in half precision; a unit is eight of them, which an invocation reads at once.
@group(0) @binding(1) var<storage, read> weights: array<vec4u>;

fn halves(v: vec2u) -> vec4f { return vec4f(unpack2x16float(v.x), unpack2x16float(v.y)); }

fn weightAt(row: u32, block: u32) -> vec4f {
  let pair = weights[row * parameters.units + block / 2 - parameters.weightBase];
  return halves(select(pair.xy, pair.zw, (block & 1) == 1));
}

// Products of the input with a unit of four rows. The user of this library has `inputAt` and `parameters`.
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
