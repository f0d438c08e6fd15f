// Where a surface of one frame is seen by the camera of another.
struct Seen {
  uv: vec2f,
  nearness: f32,   // 0…1
  valid: bool,     // in front of that camera
}

// `matrix` leads from the clip space of the surface's camera to the other; `nearness` is offset and slope of the other's depth.
fn project(matrix: mat4x4f, uv: vec2f, depth: f32, nearness: vec2f) -> Seen {
  let clip = matrix * vec4f(uv.x * 2.0 - 1.0, 1.0 - uv.y * 2.0, depth, 1.0);
  if (!(clip.w > 1e-6)) { return Seen(uv, 0.0, false); }
  let ndc = clip.xyz / clip.w;
  return Seen(vec2f(ndc.x * 0.5 + 0.5, 0.5 - ndc.y * 0.5), clamp(nearness.x + nearness.y * ndc.z, 0.0, 1.0), true);
}

// The depth that has this nearness.
fn depthOf(nearness: f32, scale: vec2f) -> f32 { return (nearness - scale.x) / scale.y; }
