// The library `alpha` of the spatial path: alpha is the fourth channel of the colour.
fn alphaAt(at: vec2i) -> f32 { return textureLoad(history, at, 0).a; }
