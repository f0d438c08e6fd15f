// A cubic by five bilinear fetches (J. Jimenez, "Filmic SMAA", 2016); the four corners carry next to nothing. A slope of −0.5
// would be Catmull-Rom; a little more gives back what resampling in every frame takes.
const cubic = -0.65;

fn sampleCubic(t: texture_2d<f32>, s: sampler, uv: vec2f, size: vec2f) -> vec4f {
  let position = uv * size;
  let center = floor(position - 0.5) + 0.5;
  let f = position - center;
  let w0 = cubic * f * (1.0 + f * (f - 2.0));
  let w1 = 1.0 + f * f * ((cubic + 2.0) * f - (cubic + 3.0));
  let w3 = cubic * f * f * (1.0 - f);
  let w12 = 1.0 - w0 - w3;
  let w2 = w12 - w1;
  let a = (center - 1.0) / size;
  let b = (center + w2 / w12) / size;
  let c = (center + 2.0) / size;
  let sum = textureSampleLevel(t, s, b, 0.0) * (w12.x * w12.y)
    + textureSampleLevel(t, s, vec2f(b.x, a.y), 0.0) * (w12.x * w0.y)
    + textureSampleLevel(t, s, vec2f(b.x, c.y), 0.0) * (w12.x * w3.y)
    + textureSampleLevel(t, s, vec2f(a.x, b.y), 0.0) * (w0.x * w12.y)
    + textureSampleLevel(t, s, vec2f(c.x, b.y), 0.0) * (w3.x * w12.y);
  return sum / (w12.x * w12.y + w12.x * (w0.y + w3.y) + w12.y * (w0.x + w3.x));
}
