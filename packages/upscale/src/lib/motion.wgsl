// The dilated motion texture, rg32uint per render pixel:
//   x: uvPrevious − uv as two halves · y: square root of the dilated nearness and the luma difference to history, as two halves

fn motionOf(texel: vec4u) -> vec2f { return unpack2x16float(texel.x); }
fn nearnessOf(texel: vec4u) -> f32 { let r = unpack2x16float(texel.y).x; return r * r; }
fn differenceOf(texel: vec4u) -> f32 { return unpack2x16float(texel.y).y; }

// 1 where nothing moves by more than a fraction of a display pixel; `speed` in display pixels per frame.
fn stillness(speed: f32) -> f32 { return 1.0 - smoothstep(0.02, 0.2, speed); }
