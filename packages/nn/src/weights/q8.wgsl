// Weights of 8 bits in groups of 32 that share a scale; a unit is half a group.
@group(0) @binding(1) var<storage, read> weights: array<vec4u>;
@group(0) @binding(2) var<storage, read> scales: array<u32>;

fn scaleAt(row: u32, group: u32) -> f32 {
  let index = row * (parameters.units / 2) + group;
  return unpack2x16float(scales[index / 2] >> (16 * (index & 1))).x;
}

// Four signed bytes, the lowest first.
fn bytes(word: u32) -> vec4f { return vec4f(vec4i(vec4u(word) << vec4u(24, 16, 8, 0)) >> vec4u(24)); }

fn weightAt(row: u32, block: u32) -> vec4f {
  let unit = weights[row * parameters.units + block / 4 - parameters.weightBase];
  return scaleAt(row, block / 8) * bytes(unit[block & 3]);
}
