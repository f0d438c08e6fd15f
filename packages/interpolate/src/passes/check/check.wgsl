// uses: params color project explain
// Statistics of one real frame's inputs on a sparse grid, for the checker: does the motion explain what the picture did, and
// does the camera explain the motion? One slot of integers per frame; the last field is the number of the frame, plus one.

@group(0) @binding(1) var depth: texture_depth_2d;
@group(0) @binding(2) var motionVectors: texture_2d<f32>;
@group(0) @binding(3) var color: texture_2d<f32>;
@group(0) @binding(4) var nowSmall: texture_2d<f32>;
@group(0) @binding(5) var beforeSmall: texture_2d<f32>;
@group(0) @binding(6) var linearSampler: sampler;
@group(0) @binding(7) var<storage, read_write> slots: array<atomic<i32>>;

const fields = 32u;
const frames = 32u;   // slots
const step = 4;       // texels of half the display size between samples

fn add(field: u32, value: f32) {
  atomicAdd(&slots[(params.frame % frames) * fields + field], i32(value));
}

fn previousLuma(position: vec2f) -> f32 {
  return textureSampleLevel(beforeSmall, linearSampler, position / vec2f(textureDimensions(beforeSmall)), 0.0).x;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (all(id.xy == vec2u())) { atomicStore(&slots[(params.frame % frames) * fields + fields - 1u], i32(params.frame) + 1); }
  let at = vec2i(id.xy) * step + step / 2;
  let size = vec2f(textureDimensions(nowSmall));
  if (any(vec2f(at) >= size - 1.0)) { return; }
  let position = vec2f(at) + 0.5;
  let uv = position / size;
  let there = clamp(vec2i(uv * params.renderSize), vec2i(0), vec2i(params.renderSize) - 1);
  let raw = textureLoad(motionVectors, there, 0).rg * params.motionScale * size;
  let moved = select(vec2f(), raw, vec2(isFinite(raw.x), isFinite(raw.y)));

  add(0u, 1.0);
  let d = textureLoad(depth, there, 0);
  let nearness = params.nearness.x + params.nearness.y * d;
  add(3u, select(0.0, 1.0, nearness > 0.9));
  let rgb = textureLoad(color, clamp(vec2i(uv * params.displaySize), vec2i(0), vec2i(params.displaySize) - 1), 0).rgb;
  add(4u, select(0.0, 1.0, max(rgb.r, max(rgb.g, rgb.b)) > 1.01));
  if (has(flagSingle)) { return; }

  let seen = project(params.toPrevious, uv, d, params.previousNearness);
  let byCamera = (seen.uv - uv) * size;
  let distance = length(byCamera);
  if (!seen.valid || distance > 1.0) {
    add(1u, 1.0);
    add(2u, select(0.0, 1.0, !seen.valid || length(moved - byCamera) > 0.5 + 0.25 * distance));
  }
  explain(textureLoad(nowSmall, at, 0).x, position, moved);
}
