// Weights in half precision; a unit is eight of them, which an invocation reads at once.
@group(0) @binding(1) var<storage, read> weights: array<vec4u>;

fn halves(v: vec2u) -> vec4f { return vec4f(unpack2x16float(v.x), unpack2x16float(v.y)); }

fn weightAt(row: u32, block: u32) -> vec4f {
  let pair = weights[row * parameters.units + block / 2 - parameters.weightBase];
  return halves(select(pair.xy, pair.zw, (block & 1) == 1));
}
