// uses: params candidate
// The surfaces at a pixel, and what both frames say of its own one.
@group(0) @binding(10) var verdict: texture_2d<f32>;   // see passes/judge

struct Look {
  around: Surfaces,
  own: Candidate,
  atRest: bool,   // light that keeps its place, see light.wgsl
}

// The field's texel was judged already, for all pixels in it; its surroundings matter at edges alone.
fn lookAt(uv: vec2f) -> Look {
  let at = clamp(vec2i(uv * params.renderSize), vec2i(0), vec2i(params.renderSize) - 1);
  let judged = textureLoad(verdict, at, 0);
  let texel = textureLoad(field, at, 0);
  let own = Candidate(uv + unpack2x16float(texel.x), uv + unpack2x16float(texel.y), judged.xy, judged.z * judged.z,
    unpack2x16float(texel.w).x);
  if (judged.w > 0.5) { return Look(surfacesAt(uv), own, false); }
  return Look(Surfaces(texel, texel, texel, false), own, judged.w > 0.1);
}
