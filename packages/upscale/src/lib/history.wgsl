// uses: params coverage filter tuning state
// What history holds where this pixel came from. Reads the bindings `history shading exposure linearSampler`.

struct Past {
  color: vec3f,    // working space, as bright as now
  count: f32,
  lock: f32,
  alpha: f32,
}

const noPast = Past(vec3f(), 0.0, 0.0, 1.0);

// `position` in render pixels, `still` 1 where nothing moves.
fn pastAt(previousUv: vec2f, position: vec2f, still: f32) -> Past {
  let c = sampleCubic(history, linearSampler, previousUv, params.displaySize);
  var s = stateAt(previousUv);
  if (premultiplied) { s.y = alphaCubic(previousUv); }
  let light = textureSampleLevel(shading, linearSampler,
    clamp(position / 4.0, vec2f(0.5), ceil(params.renderSize / 4.0) - 0.5) / vec2f(textureDimensions(shading)), 0.0).gb;
  let color = reexposed(c.xyz, exposure[1] / exposure[2]) * mix(light.x, light.y, still);
  return Past(color, c.w, s.x, s.y);
}

// 0 where history has the luma of now and another hue: a light that changed its colour, which a difference of luma does not show.
fn sameHue(center: vec3f, deviation: vec3f, c: vec3f) -> f32 {
  let d = abs(c - center);
  let exposing = exposure[0] / exposure[1];
  let seen = exposing / (1.0 + (exposing - 1.0) * clamp(peakOf(c), 0.0, largest));
  let stray = (max(d.y - hueTight * deviation.y, d.z - hueTight * deviation.z) - d.x) * seen;
  return 1.0 - smoothstep(hueLow, hueHigh, stray);
}

fn clip(center: vec3f, extent: vec3f, c: vec3f) -> vec3f {
  let d = c - center;
  let r = extent / max(abs(d), vec3f(1e-6));
  return center + d * min(1.0, min(r.x, min(r.y, r.z)));
}
