// uses: motion
// The surface texture of a real frame: the nearness of the nearest surface around a texel, whose motion the texel has, the
// nearness of what the texel itself shows, whether that motion is the camera's alone (the sign of the second number), and whether
// the texel shows light that motion vectors do not describe (the sign of the first).

const lightBit = 0x8000u;

fn packFront(nearest: f32, own: f32, still: bool, light: bool) -> vec4u {
  let packed = packSurface(nearest, select(-1.0, 1.0, still) * (sqrt(own) + 1e-4));
  return packed | vec4u(select(0u, lightBit, light), 0u, 0u, 0u);
}
fn isLight(texel: vec4u) -> bool { return (texel.x & lightBit) != 0u; }
fn isStill(texel: vec4u) -> bool { return secondOf(texel) > 0.0; }
fn ownNearnessOf(texel: vec4u) -> f32 { let r = max(abs(secondOf(texel)) - 1e-4, 0.0); return r * r; }
