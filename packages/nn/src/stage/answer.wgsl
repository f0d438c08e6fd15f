// The answer of a network that works at half of the size of what it decides: a pixel holds 2×2 pixels, one after the other, each
// with blocks of four parameters.
@group(0) @binding(1) var<storage, read> answer: array<vec2u>;

fn answerOf(pixel: vec2u, size: vec2u, block: u32, blocks: u32) -> vec4f {
  let half = (size + 1u) / 2u;
  let corner = pixel & vec2u(1u);
  let plane = (corner.y * 2u + corner.x) * blocks + block;
  let v = answer[(plane * half.y + pixel.y / 2u) * half.x + pixel.x / 2u];
  return vec4f(unpack2x16float(v.x), unpack2x16float(v.y));
}
