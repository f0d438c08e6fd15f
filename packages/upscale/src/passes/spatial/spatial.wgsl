// uses: params color
// Edge-adaptive upsampling of one frame without motion or history, in the manner of AMD FidelityFX EASU: twelve samples
// around the pixel, weighed by a two-lobed kernel that is stretched along the local edge and narrowed across it, clamped
// to the four nearest so that the lobes cannot ring.

@group(0) @binding(1) var color: texture_2d<f32>;
@group(0) @binding(2) var<storage, read> exposure: array<f32, 4>;
@group(0) @binding(3) var working: texture_storage_2d<rgba16float, write>;

override stretch = 0.6;   // how far a clear edge lengthens the kernel along itself

fn load(at: vec2i) -> vec4f {
  let c = textureLoad(color, clamp(at, vec2i(0), vec2i(params.renderSize) - 1), 0);
  let ok = isFinite(c.r) && isFinite(c.g) && isFinite(c.b);
  let rgb = select(vec3f(), clamp(c.rgb, vec3f(), vec3f(65000.0)), ok) * (exposure[0] / params.preExposure);
  return vec4f(toYCoCg(compress(rgb)), clamp(select(1.0, c.a, isFinite(c.a)), 0.0, 1.0));
}

// Squared distance in, Lanczos-like weight out; `lobe` 0.5 soft … 0.25 sharp.
fn kernel(d2: f32, lobe: f32) -> f32 {
  let x = min(d2, 1.0 / lobe);
  let base = 0.4 * x - 1.0;
  let window = lobe * x - 1.0;
  return (1.5625 * base * base - 0.5625) * (window * window);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = vec2i(id.xy);
  if (any(at >= vec2i(params.displaySize))) { return; }
  let position = (vec2f(at) + 0.5) * params.renderSize / params.displaySize - 0.5;
  let base = vec2i(floor(position));
  let f = position - floor(position);

  // 4×4 around the pixel without its corners; index = (y + 1) · 4 + (x + 1)
  var s: array<vec4f, 16>;
  for (var i = 0; i < 16; i++) {
    if (i == 0 || i == 3 || i == 12 || i == 15) { continue; }
    s[i] = load(base + vec2i(i % 4 - 1, i / 4 - 1));
  }

  // Gradients at the four nearest samples, blended bilinearly; `clear` tells an edge from a gradient or noise.
  var gradient = vec2f();
  var clear = 0.0;
  for (var i = 0; i < 4; i++) {
    let o = vec2i(i & 1, i >> 1u);
    let c = (o.y + 1) * 4 + o.x + 1;
    let w2 = mix(1.0 - f, f, vec2f(o));
    let w = w2.x * w2.y;
    let l = s[c - 1].x;
    let r = s[c + 1].x;
    let u = s[c - 4].x;
    let d = s[c + 4].x;
    let g = vec2f(r - l, d - u);
    let span = max(max(abs(r - s[c].x), abs(s[c].x - l)), max(abs(d - s[c].x), abs(s[c].x - u))) + 1e-4;
    let k = clamp(length(g) / span, 0.0, 1.0);
    gradient += g * w;
    clear += k * k * w;
  }
  let size = length(gradient);
  let across = select(vec2f(1.0, 0.0), gradient / max(size, 1e-6), size > 1e-4);
  let edge = select(0.0, clamp(clear, 0.0, 1.0), size > 1e-4);
  let narrowing = vec2f(1.0 + (1.0 / max(abs(across.x), abs(across.y)) - 1.0) * edge, 1.0 - stretch * edge);
  let lobe = mix(0.5, 0.21, edge);

  var sum = vec4f();
  var total = 0.0;
  for (var i = 0; i < 16; i++) {
    if (i == 0 || i == 3 || i == 12 || i == 15) { continue; }
    let o = vec2f(vec2i(i % 4 - 1, i / 4 - 1)) - f;
    let turned = vec2f(dot(o, across), o.y * across.x - o.x * across.y) * narrowing;
    let w = kernel(dot(turned, turned), lobe);
    sum += s[i] * w;
    total += w;
  }
  let low = min(min(s[5], s[6]), min(s[9], s[10]));
  let high = max(max(s[5], s[6]), max(s[9], s[10]));
  textureStore(working, at, clamp(sum / total, low, high));
}
