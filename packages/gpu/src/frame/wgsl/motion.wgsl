// Two textures of r32uint per render pixel, two halves a texel:
//   motion: uvPrevious − uv
//   surface: square root of the dilated nearness, and a second number, which is the package's own

fn packMotion(toPrevious: vec2f) -> vec4u { return vec4u(pack2x16float(toPrevious)); }
fn motionOf(texel: vec4u) -> vec2f { return unpack2x16float(texel.x); }

fn packSurface(nearness: f32, second: f32) -> vec4u { return vec4u(pack2x16float(vec2f(sqrt(nearness), second))); }
fn nearnessOf(texel: vec4u) -> f32 { let r = unpack2x16float(texel.x).x; return r * r; }
fn secondOf(texel: vec4u) -> f32 { return unpack2x16float(texel.x).y; }

// 1 where nothing moves by more than a fraction of a display pixel; `speed` in display pixels per frame.
fn stillness(speed: f32) -> f32 { return 1.0 - smoothstep(0.02, 0.2, speed); }
