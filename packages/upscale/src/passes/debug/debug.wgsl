// uses: params color motion state
// Shows one internal signal per display pixel instead of the picture; display-referred colours written as linear ones.

@group(0) @binding(1) var motion: texture_2d<u32>;
@group(0) @binding(2) var mask: texture_2d<f32>;
@group(0) @binding(3) var history: texture_2d<f32>;
@group(0) @binding(5) var<storage, read> exposure: array<f32, 4>;
@group(0) @binding(6) var output: texture_storage_2d<rgba16float, write>;

fn heat(t: f32) -> vec3f {
  let x = clamp(t, 0.0, 1.0);
  return clamp(vec3f(3.0 * x - 1.0, 1.5 - abs(3.0 * x - 1.5), 1.0 - 1.5 * x), vec3f(), vec3f(1.0)) * step(1e-3, x);
}

// Direction as hue, length as brightness; grey is at rest. 32 display pixels saturate.
fn motionColor(pixels: vec2f) -> vec3f {
  let angle = atan2(pixels.y, pixels.x);
  let hue = 0.5 + 0.5 * cos(angle - vec3f(0.0, 2.0944, 4.1888));
  return mix(vec3f(0.18), hue, clamp(sqrt(length(pixels) / 32.0), 0.0, 1.0));
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = vec2i(id.xy);
  if (any(at >= vec2i(params.displaySize))) { return; }
  let uv = (vec2f(at) + 0.5) / params.displaySize;
  let texel = clamp(vec2i(floor(uv * params.renderSize - params.jitter)), vec2i(0), vec2i(params.renderSize) - 1);
  let h = textureLoad(history, at, 0);
  let m = textureLoad(mask, texel, 0);
  var shown = vec3f();
  switch (params.mode) {
    case 1u: { shown = motionColor(-motionOf(textureLoad(motion, texel, 0)) * params.displaySize); }
    case 2u: { shown = mix(vec3f(h.x), vec3f(1.0, 0.15, 0.1), m.r); }
    case 3u: { shown = mix(vec3f(h.x), vec3f(1.0, 0.7, 0.05), m.g); }
    case 4u: { shown = mix(vec3f(h.x), vec3f(0.1, 0.9, 0.4), stateOf(at).x); }
    case 5u: { shown = heat(h.w / 4.0); }
    case 6u: {
      // A scale from −6 to +6 stops along the bottom, with a mark at the exposure; above it the exposed picture.
      shown = expand(clamp(fromYCoCg(h.xyz), vec3f(), vec3f(largest))) * (exposure[0] / exposure[1]);
      if (uv.y > 0.92) { shown = vec3f(step(uv.x, clamp(log2(exposure[0]) / 12.0 + 0.5, 0.0, 1.0)) * 0.8 + 0.05); }
    }
    default: { shown = clamp(fromYCoCg(h.xyz), vec3f(), vec3f(1.0)); }
  }
  textureStore(output, at, vec4f(shown, 1.0));
}
