// The library `alpha` of the spatial path: alpha is the fourth channel of the colour.
fn isThinPixel(at: vec2i) -> bool { return false; }
fn alphaAt(at: vec2i) -> f32 { return textureLoad(history, at, 0).a; }
