// Enlarges by 2 with a filter that is known by its name, clamped at the borders. Gamma-encoded in and out, as browsers do it.

@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var enlarged: texture_storage_2d<rgba8unorm, write>;

override kind = 1;   // 0 bilinear, 1 bicubic (Keys, a = -0.5), 2 Lanczos of three lobes

const pi = 3.14159265;

fn weigh(x: f32) -> f32 {
  let d = abs(x);
  if (kind == 0) { return max(0.0, 1.0 - d); }
  if (kind == 1) {
    if (d < 1.0) { return (1.5 * d - 2.5) * d * d + 1.0; }
    return select(0.0, ((-0.5 * d + 2.5) * d - 4.0) * d + 2.0, d < 2.0);
  }
  if (d < 1e-4) { return 1.0; }
  return select(0.0, 3.0 * sin(pi * d) * sin(pi * d / 3.0) / (pi * pi * d * d), d < 3.0);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= textureDimensions(enlarged))) { return; }
  let position = (vec2f(id.xy) + 0.5) / 2.0 - 0.5;
  let base = vec2i(floor(position));
  let last = vec2i(textureDimensions(source)) - 1;
  let reach = kind + 1;
  var sum = vec4f();
  for (var y = 1 - reach; y <= reach; y++) {
    for (var x = 1 - reach; x <= reach; x++) {
      let at = base + vec2i(x, y);
      let w = weigh(position.x - f32(at.x)) * weigh(position.y - f32(at.y));
      sum += w * vec4f(textureLoad(source, clamp(at, vec2i(), last), 0).rgb, 1.0);
    }
  }
  textureStore(enlarged, id.xy, vec4f(sum.rgb / sum.a, 1.0));
}
