// Weights of 4 bits in groups of 32 that share a scale; a unit is a group. A byte holds an element of the first half of
// the group and, in its high bits, the one 16 further on; 8 stands for zero.
@group(0) @binding(1) var<storage, read> weights: array<vec4u>;
@group(0) @binding(2) var<storage, read> scales: array<u32>;

fn scaleAt(row: u32, group: u32) -> f32 {
  let index = row * parameters.units + group;
  return unpack2x16float(scales[index / 2] >> (16 * (index & 1))).x;
}

// The low halves of four bytes, 0 to 15.
fn nibbles(word: u32) -> vec4f { return vec4f((vec4u(word) >> vec4u(0, 8, 16, 24)) & vec4u(15)); }

fn weightAt(row: u32, block: u32) -> vec4f {
  let unit = weights[row * parameters.units + block / 8 - parameters.weightBase];
  return scaleAt(row, block / 8) * (nibbles(unit[block & 3] >> (block & 4)) - 8.0);
}
