// The one display transform that every method is compared through: Narkowicz's fit of ACES, the sRGB curve, 8 bits.
@group(0) @binding(0) var image: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> pixels: array<u32>;

// 1: the image is display-referred sRGB already and is only quantised.
override displayReferred: u32 = 0;

fn aces(x: vec3f) -> vec3f {
  return saturate((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14));
}

fn encodeSrgb(c: vec3f) -> vec3f {
  return select(1.055 * pow(c, vec3f(1.0 / 2.4)) - 0.055, 12.92 * c, c <= vec3f(0.0031308));
}

@compute @workgroup_size(8, 8)
fn present(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(image);
  if (any(id.xy >= size)) { return; }
  let raw = textureLoad(image, id.xy, 0).rgb;
  // NaN compares false with everything, so it shows as black; infinity shows as white.
  let color = select(vec3f(0), min(raw, vec3f(65504)), raw >= vec3f(0));
  var shown = saturate(color);
  if (displayReferred == 0) { shown = encodeSrgb(aces(color)); }
  pixels[id.y * size.x + id.x] = pack4x8unorm(vec4f(shown, 1));
}
