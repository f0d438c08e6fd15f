// uses: params color
// Once per pixel of a real frame: colour into the working range, so that later passes need no guard against NaN and overflow.
// Where the picture without HUD is known, that one is kept, and what differs from it is kept apart.

@group(0) @binding(1) var color: texture_2d<f32>;
@group(0) @binding(2) var hudless: texture_2d<f32>;
@group(0) @binding(3) var kept: texture_storage_2d<rgba16float, write>;
@group(0) @binding(4) var hud: texture_storage_2d<rgba16float, write>;

const overflow = 65000.0;      // rgba16float's last values are what an overflow leaves behind
const difference = 1.0 / 512;  // between both pictures from which a pixel is HUD, working range

fn isValid(c: vec3f) -> bool {
  return isFinite(c.r) && isFinite(c.g) && isFinite(c.b) && max(abs(c.r), max(abs(c.g), abs(c.b))) < overflow;
}

// A broken sample takes the mean of its valid neighbours.
fn repaired(image: texture_2d<f32>, at: vec2i, last: vec2i) -> vec3f {
  var sum = vec4f();
  for (var i = 0; i < 9; i++) {
    let c = textureLoad(image, clamp(at + vec2i(i % 3 - 1, i / 3 - 1), vec2i(0), last), 0).rgb;
    if (isValid(c)) { sum += vec4f(c, 1.0); }
  }
  return sum.rgb / max(sum.a, 1.0);
}

fn take(image: texture_2d<f32>, at: vec2i, last: vec2i) -> vec4f {
  let texel = textureLoad(image, at, 0);
  var rgb = texel.rgb;
  if (!isValid(rgb)) { rgb = repaired(image, at, last); }
  let alpha = select(1.0, clamp(texel.a, 0.0, 1.0), isFinite(texel.a));
  return vec4f(compress(max(rgb, vec3f())), alpha);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let last = vec2i(params.displaySize) - 1;
  let at = vec2i(id.xy);
  if (any(at > last)) { return; }
  let shown = take(color, at, last);
  if (!has(flagHudless)) {
    textureStore(kept, at, shown);
    return;
  }
  let plain = take(hudless, at, last);
  let apart = abs(shown - plain);
  let isHud = max(max(apart.r, apart.g), max(apart.b, apart.a)) > difference;
  textureStore(kept, at, plain);
  textureStore(hud, at, vec4f(shown.rgb, select(0.0, 1.0, isHud)));
}
