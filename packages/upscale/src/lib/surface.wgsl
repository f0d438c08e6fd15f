// uses: motion
// The upscaler's second number in the surface texture: luma of now less luma of history.
fn differenceOf(texel: vec4u) -> f32 { return secondOf(texel); }

// The sign of the nearness says whether the nearest surface of the 3×3 neighbourhood moves as this pixel does; the bit below it,
// which no number up to one needs, whether a thin thing moves here that this frame missed.
fn packSeen(nearness: f32, difference: f32, along: bool, isMissed: bool) -> vec4u {
  return vec4u(packSurface(nearness, difference).x | select(0u, 0x8000u, along) | select(0u, 0x4000u, isMissed));
}
fn seenNearness(texel: vec4u) -> f32 { return nearnessOf(texel & vec4u(0xffff3fffu)); }
fn isAlong(texel: vec4u) -> bool { return (texel.x & 0x8000u) != 0u; }
fn isMissed(texel: vec4u) -> bool { return (texel.x & 0x4000u) != 0u; }
