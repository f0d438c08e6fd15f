// Colour that does not flicker: where luma is as it was in the frame before, colour stays nearly as it was. What is kept is
// (Cb, Cr, luma) of every pixel of the colour network's size; `valid` 0 begins anew, and so does a cut.

struct Params { size: vec2u, valid: f32, keep: f32 }

@group(0) @binding(0) var<storage, read> frame: array<vec2u>;
@group(0) @binding(1) var<storage, read> head: array<vec2u>;
@group(0) @binding(2) var<storage, read> before: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> after: array<vec4f>;
@group(0) @binding(4) var<uniform> params: Params;

/** Mean change of luma that is a cut. */
const cut = 0.12;
/** Change of luma, averaged over 3×3 pixels, at which most of the old colour is dropped. */
const change = 0.04;

fn lumaAt(at: vec2u) -> f32 { return unpack2x16float(frame[at.y * params.size.x + at.x].x).x; }
fn changeAt(at: vec2u) -> f32 { return lumaAt(at) - before[at.y * params.size.x + at.x].z; }

/** Whether the whole picture has changed, by 8×8 places all over it. */
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
