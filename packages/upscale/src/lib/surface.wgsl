// uses: motion
// The upscaler's second number in the surface texture: luma of now less luma of history.
fn differenceOf(texel: vec4u) -> f32 { return secondOf(texel); }
