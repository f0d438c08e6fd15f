// uses: motion
// The surface texture of a real frame: the nearness of the nearest surface around a texel, whose motion the texel has, the
// nearness of what the texel itself shows, and whether that motion is the camera's alone (the sign of the second number).

fn packFront(nearest: f32, own: f32, still: bool) -> vec4u {
  return packSurface(nearest, select(-1.0, 1.0, still) * (sqrt(own) + 1e-4));
}
fn isStill(texel: vec4u) -> bool { return secondOf(texel) > 0.0; }
fn ownNearnessOf(texel: vec4u) -> f32 { let r = max(abs(secondOf(texel)) - 1e-4, 0.0); return r * r; }
