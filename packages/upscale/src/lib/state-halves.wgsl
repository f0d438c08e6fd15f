// The library `state-texel` where colour is premultiplied by alpha, which is exact: lock and alpha of one pixel as halves.
const statePixels = 1;
const premultiplied = true;

fn stateIn(texel: u32, column: i32) -> vec2f { return unpack2x16float(texel); }

fn packState(pixels: array<vec2f, 2>) -> vec4u { return vec4u(pack2x16float(pixels[0])); }
