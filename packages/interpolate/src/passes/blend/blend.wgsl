// uses: params color warp compose
// Once per pixel of a generated frame: what compose() makes of both real frames, a real frame at a cut, and the HUD over it.

@group(0) @binding(11) var hud: texture_2d<f32>;
@group(0) @binding(12) var ui: texture_2d<f32>;
@group(0) @binding(13) var<storage, read> cut: array<u32, 4>;
@group(0) @binding(16) var output: texture_storage_2d<rgba16float, write>;

// A vector as a colour: right and down are red and green, left and up their complements; full at a twentieth of the frame.
fn shownVector(v: vec2f) -> vec3f { return vec3f(clamp(0.5 + v * 10.0, vec2f(), vec2f(1.0)), 0.5); }

fn debugged(made: Composed, shown: vec3f) -> vec3f {
  let c = made.chosen;
  let w = made.weights;
  switch (params.mode) {
    case 1u: { return shownVector(c.current - c.previous); }
    case 2u: { return shownVector(-made.vector); }
    case 3u: { return vec3f(vec3f(0.0, 1.0, 2.0) == vec3f(c.kind)); }
    case 4u: { return vec3f(1.0 - c.seen, 0.0); }
    case 5u: { return vec3f(w.x + w.z, w.y + w.w, w.z + w.w); }
    case 6u: { return expand(warped(before, c.previous, 0.0).rgb); }
    case 7u: { return expand(warped(now, c.current, 0.0).rgb); }
    default: { return shown; }
  }
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = vec2i(id.xy);
  if (any(at >= vec2i(params.displaySize))) { return; }
  let made = compose((vec2f(at) + 0.5) / params.displaySize);
  var sum = made.color;
  if (cut[0] == 1u && !has(flagSingle)) {
    // Nothing is between two shots; and only the newest frame tells what comes after it.
    if (params.t < 0.5) { sum = textureLoad(before, at, 0); } else { sum = textureLoad(now, at, 0); }
  }
  if (has(flagHudless)) {
    let layer = textureLoad(hud, at, 0);
    if (layer.a > 0.5) { sum = vec4f(layer.rgb, 1.0); }
  }
  var shown = expand(sum.rgb);
  if (has(flagUi)) {
    let layer = textureLoad(ui, at, 0);
    shown = shown * (1.0 - layer.a) + layer.rgb;
    sum.a = sum.a * (1.0 - layer.a) + layer.a;
  }
  if (params.mode != 0u) { shown = debugged(made, shown); }
  textureStore(output, at, vec4f(shown, sum.a));
}
