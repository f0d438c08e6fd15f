// A surface is new where something nearer was in front of it in the last frame: the share of a bilinear footprint, by weight,
// that is nearer than a limit.

// Nearness above which something was in front of a surface; `tolerance` relative and absolute.
fn occlusionLimit(nearness: f32, tolerance: vec2f) -> f32 { return nearness * (1.0 + tolerance.x) + tolerance.y; }

// Offset of texel i of the four of a footprint, and its weight; `position` in texels, 0 at the centre of the first.
fn footprintOffset(i: i32) -> vec2i { return vec2i(i & 1, i >> 1u); }
fn footprintWeight(position: vec2f, offset: vec2i) -> f32 {
  let w = mix(1.0 - fract(position), fract(position), vec2f(offset));
  return w.x * w.y;
}

// Disocclusion, 0…1, of the share that was covered.
fn disoccluded(share: vec2f) -> vec2f { return smoothstep(vec2f(0.05), vec2f(0.6), share); }
