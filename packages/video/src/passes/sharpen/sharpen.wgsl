// uses: fullscreen
// Contrast-adaptive sharpening (after AMD CAS, 2019): a negative ring of four neighbours, weaker where the neighbourhood
// already spans the range. `sharpness` 0 copies.

struct Params { sharpness: f32 }

@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var<uniform> params: Params;

fn texelAt(at: vec2i) -> vec3f {
  let last = vec2i(textureDimensions(source)) - 1;
  return clamp(textureLoad(source, clamp(at, vec2i(), last), 0).rgb, vec3f(), vec3f(1.0));
}

@fragment
fn fragment(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let at = vec2i(position.xy);
  let e = texelAt(at);
  let b = texelAt(at + vec2i(0, -1));
  let d = texelAt(at + vec2i(-1, 0));
  let f = texelAt(at + vec2i(1, 0));
  let h = texelAt(at + vec2i(0, 1));
  let low = min(e, min(min(b, d), min(f, h)));
  let high = max(e, max(max(b, d), max(f, h)));
  let room = sqrt(clamp(min(low, 1.0 - high) / max(high, vec3f(1e-4)), vec3f(), vec3f(1.0)));
  let weight = -0.2 * params.sharpness * room;
  let sharp = (e + weight * (b + d + f + h)) / (1.0 + 4.0 * weight);
  return vec4f(clamp(sharp, vec3f(), vec3f(1.0)), 1.0);
}
