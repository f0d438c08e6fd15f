// uses: params color surface explain
// Statistics of one frame's inputs on a sparse grid, for the checker: does the motion explain what the picture did?
// One slot of integers per frame, which check-rules.ts reads; the last field is the number of the frame, plus one.

@group(0) @binding(1) var prepared: texture_2d<f32>;
@group(0) @binding(2) var motionVectors: texture_2d<f32>;
@group(0) @binding(3) var surface: texture_2d<u32>;
@group(0) @binding(4) var color: texture_2d<f32>;
@group(0) @binding(5) var lumaHistory: texture_2d<f32>;
@group(0) @binding(6) var<storage, read_write> slots: array<atomic<i32>>;

const fields = 32u;
const frames = 32u;      // slots
const step = 4;          // render pixels between samples
const fixed = 1024.0;

fn add(field: u32, value: f32) {
  atomicAdd(&slots[(params.frame % frames) * fields + field], i32(value));
}

fn previousLuma(position: vec2f) -> f32 {
  let last = vec2i(params.previousRenderSize) - 1;
  let base = floor(position - 0.5);
  let f = position - 0.5 - base;
  let at = vec2i(base);
  let a = textureLoad(lumaHistory, clamp(at, vec2i(0), last), 0).x;
  let b = textureLoad(lumaHistory, clamp(at + vec2i(1, 0), vec2i(0), last), 0).x;
  let c = textureLoad(lumaHistory, clamp(at + vec2i(0, 1), vec2i(0), last), 0).x;
  let d = textureLoad(lumaHistory, clamp(at + vec2i(1, 1), vec2i(0), last), 0).x;
  return mix(mix(a, b, f.x), mix(c, d, f.x), f.y);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (all(id.xy == vec2u())) { atomicStore(&slots[(params.frame % frames) * fields + fields - 1u], i32(params.frame) + 1); }
  let at = vec2i(id.xy) * step + step / 2;
  let size = vec2i(params.renderSize);
  if (any(at >= size - 1)) { return; }
  let y = textureLoad(prepared, at, 0).x;
  let raw = textureLoad(motionVectors, at, 0).rg * params.motionScale * params.renderSize;
  let moved = select(vec2f(), raw, vec2(isFinite(raw.x), isFinite(raw.y)));
  let position = vec2f(at) + 0.5;

  add(0u, 1.0);
  add(1u, clamp(moved.x, -512.0, 512.0) * 256.0);
  add(2u, clamp(moved.y, -512.0, 512.0) * 256.0);
  let near = nearnessOf(textureLoad(surface, at, 0));
  add(3u, select(0.0, 1.0, near > 0.9));
  let rgb = textureLoad(color, at, 0).rgb;
  let most = max(rgb.r, max(rgb.g, rgb.b));
  if (isFinite(most)) {
    add(4u, select(0.0, 1.0, most > 1.001));
    add(5u, clamp(dot(rgb, vec3f(0.2126, 0.7152, 0.0722)), 0.0, 1.0) * fixed);
    let coded = rgb * 255.0;
    let off = abs(coded - round(coded));
    add(6u, select(0.0, 1.0, max(off.r, max(off.g, off.b)) < 0.02 || most == 0.0));
  }
  if (has(flagReset)) { return; }
  explain(y, position, moved);
}
