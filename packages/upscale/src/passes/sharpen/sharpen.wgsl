// uses: params coverage alpha
// Robust contrast-adaptive sharpening (AMD FidelityFX RCAS): the strongest negative lobe that keeps the result inside the
// range of its four neighbours. Reads the working space, writes linear colour.

@group(0) @binding(1) var history: texture_2d<f32>;
@group(0) @binding(3) var<storage, read> exposure: array<f32, 4>;
@group(0) @binding(4) var output: texture_storage_2d<rgba16float, write>;

const limit = 0.1875;   // of the lobe; a larger one rings

// Colour, below zero too, and alpha where that is sharpened with it.
fn load(to: vec2i, last: vec2i) -> vec4f {
  let at = clamp(to, vec2i(0), last);
  var alpha = 0.0;
  if (premultiplied) { alpha = alphaAt(at); }
  return vec4f(min(fromYCoCg(textureLoad(history, at, 0).xyz), vec3f(largest)), alpha);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = vec2i(id.xy);
  let last = vec2i(params.displaySize) - 1;
  if (any(at > last)) { return; }
  let dark = vec4f();
  let own = load(at, last);
  let nRaw = load(at + vec2i(0, -1), last);
  let wRaw = load(at + vec2i(-1, 0), last);
  let eRaw = load(at + vec2i(1, 0), last);
  let sRaw = load(at + vec2i(0, 1), last);
  // Light that the cubic took below black is missing beside it, or black would make a point too bright.
  var missing = min(nRaw, dark) + min(wRaw, dark) + min(eRaw, dark) + min(sRaw, dark);
  if (isThinPixel(at)) {
    // A point has it on all sides: at a corner too, unless what lies beside that, as a wire goes on, has taken it.
    for (var i = 0; i < 4; i++) {
      let beside = max(select(nRaw, sRaw, i > 1), select(wRaw, eRaw, (i & 1) == 1));
      let corner = min(load(at + vec2i(i & 1, i >> 1u) * 2 - 1, last), dark);
      missing += select(dark, corner, beside < 0.5 * own);
    }
  }
  let c = max(own + missing, dark);
  let n = max(nRaw, dark);
  let w = max(wRaw, dark);
  let e = max(eRaw, dark);
  let s = max(sRaw, dark);
  let low = min(min(n, w), min(e, s));
  let high = max(max(n, w), max(e, s));
  // Lobe at which the darkest (brightest) channel would reach zero (one).
  let toZero = low / (4.0 * high + 1e-5);
  let toOne = (1.0 - high) / (4.0 * low - 4.0 - 1e-5);
  let room = max(-toZero, toOne);
  let lobe = max(-limit, min(max(room.r, max(room.g, room.b)), 0.0)) * params.sharpness;
  var sharp = ((n + w + e + s) * lobe + c) / (4.0 * lobe + 1.0);
  if (!premultiplied) { sharp.a = alphaAt(at); }
  sharp = clamp(sharp, vec4f(), vec4f(vec3f(largest), 1.0));
  textureStore(output, at, vec4f(expandCovered(sharp.rgb, sharp.a) * (params.preExposure / exposure[1]), sharp.a));
}
