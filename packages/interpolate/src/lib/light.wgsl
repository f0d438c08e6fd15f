// uses: params candidate
// Light without a surface, such as sparks and flares: motion vectors and depth are those of what is behind it.

override unexplained = 0.02;   // difference of both frames along the motion from which it does not explain the light

// Texel of a frame at a position.
fn isLit(surfaces: texture_2d<u32>, size: vec2f, jitter: vec2f, uv: vec2f) -> bool {
  let at = clamp(vec2i(floor(uv * size - jitter)), vec2i(0), vec2i(size) - 1);
  return isLight(textureLoad(surfaces, at, 0));
}

fn apart(previous: vec2f, current: vec2f) -> f32 {
  let a = textureSampleLevel(beforeSmall, linearSampler, previous, 0.0).rgb;
  let b = textureSampleLevel(nowSmall, linearSampler, current, 0.0).rgb;
  return dot(abs(a - b), vec3f(1.0, 0.7, 0.7));
}

// Whether there is light in either frame that the motion of the surface behind it does not explain.
fn isAtRest(uv: vec2f, c: Candidate) -> bool {
  let lit = vec2<bool>(
    isLit(previousSurface, params.previousRenderSize, params.previousJitter, uv),
    isLit(surface, params.renderSize, params.jitter, uv));
  if (!any(lit)) { return false; }
  let motion = c.previous - c.current;
  return (lit.x && apart(uv, uv - motion) > unexplained) || (lit.y && apart(uv + motion, uv) > unexplained);
}
