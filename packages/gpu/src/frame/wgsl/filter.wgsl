// A slope of −0.5 would be Catmull-Rom; a little more gives back what resampling in every frame takes.
const cubic = -0.65;

// Weights of four texels in a row for a position `f` after the second.
fn cubicWeights(f: f32) -> vec4f {
  let w0 = cubic * f * (1.0 + f * (f - 2.0));
  let w1 = 1.0 + f * f * ((cubic + 2.0) * f - (cubic + 3.0));
  let w3 = cubic * f * f * (1.0 - f);
  return vec4f(w0, w1, 1.0 - w0 - w1 - w3, w3);
}

// The cubic by five bilinear fetches (J. Jimenez, "Filmic SMAA", 2016); the four corners carry next to nothing.
fn sampleCubic(t: texture_2d<f32>, s: sampler, uv: vec2f, size: vec2f) -> vec4f {
  let position = uv * size;
  let center = floor(position - 0.5) + 0.5;
  let f = position - center;
  let x = cubicWeights(f.x);
  let y = cubicWeights(f.y);
  let w0 = vec2f(x.x, y.x);
  let w2 = vec2f(x.z, y.z);
  let w3 = vec2f(x.w, y.w);
  let w12 = vec2f(x.y, y.y) + w2;
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
