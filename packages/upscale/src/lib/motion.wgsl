// The dilated motion texture, rg32uint per render pixel:
//   x: uvPrevious − uv as two halves · y: square root of the dilated nearness and the luma difference to history, as two halves

fn motionOf(texel: vec4u) -> vec2f { return unpack2x16float(texel.x); }
fn nearnessOf(texel: vec4u) -> f32 { let r = unpack2x16float(texel.y).x; return r * r; }
fn differenceOf(texel: vec4u) -> f32 { return unpack2x16float(texel.y).y; }
