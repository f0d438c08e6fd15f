// uses: motion
// The upscaler's second number in the surface texture: luma of now less luma of history.
fn differenceOf(texel: vec4u) -> f32 { return secondOf(texel); }

// The last bit of a motion says whether a thin thing moves here, which samples hit and miss.
fn packMoved(toPrevious: vec2f, isThin: bool) -> vec4u {
  return vec4u((packMotion(toPrevious).x & 0xfffffffeu) | select(0u, 1u, isThin));
}
fn isThinAt(texel: vec4u) -> bool { return (texel.x & 1u) != 0u; }

// The sign of the nearness says whether the nearest surface of the 3×3 neighbourhood moves as this pixel does.
fn packSeen(nearness: f32, difference: f32, along: bool) -> vec4u {
  return vec4u(packSurface(nearness, difference).x | select(0u, 0x8000u, along));
}
fn isAlong(texel: vec4u) -> bool { return (texel.x & 0x8000u) != 0u; }
