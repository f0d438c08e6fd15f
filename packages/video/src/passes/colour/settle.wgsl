// Temporal filter of the predicted chroma: where luma has not changed since the previous frame, chroma hardly changes. The
// history holds (Cb, Cr, luma) at the colour network's size; `valid` 0 and detected cuts reset it.

struct Params { size: vec2u, valid: f32, keep: f32 }

@group(0) @binding(0) var<storage, read> frame: array<vec2u>;
@group(0) @binding(1) var<storage, read> head: array<vec2u>;
@group(0) @binding(2) var<storage, read> before: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> after: array<vec4f>;
@group(0) @binding(4) var<uniform> params: Params;

/** Mean luma difference that counts as a cut. */
const cut = 0.12;
/** Luma difference, averaged over 3×3 pixels, at which most of the history is rejected. */
const change = 0.04;

fn lumaAt(at: vec2u) -> f32 { return unpack2x16float(frame[at.y * params.size.x + at.x].x).x; }
fn changeAt(at: vec2u) -> f32 { return lumaAt(at) - before[at.y * params.size.x + at.x].z; }

/** Whether the whole frame has changed, by an 8×8 grid of samples. */
fn isCut() -> bool {
  var sum = 0.0;
  for (var i = 0u; i < 64u; i++) {
    sum += abs(changeAt((2u * vec2u(i % 8u, i / 8u) + 1u) * params.size / 16u));
  }
  return sum > 64.0 * cut;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= params.size)) { return; }
  let index = id.y * params.size.x + id.x;
  var chroma = unpack2x16float(head[index].x);
  if (params.valid > 0.0 && !isCut()) {
    var sum = 0.0;
    for (var i = 0u; i < 9u; i++) {
      let at = vec2i(id.xy) + vec2i(vec2u(i % 3u, i / 3u)) - 1;
      sum += changeAt(vec2u(clamp(at, vec2i(), vec2i(params.size) - 1)));
    }
    let moved = sum / (9.0 * change);
    chroma = mix(chroma, before[index].xy, params.keep * exp(-moved * moved));
  }
  after[index] = vec4f(chroma, lumaAt(id.xy), 1.0);
}
