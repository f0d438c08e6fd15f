// The library `alpha` of the temporal path: alpha is part of the state.
@group(0) @binding(20) var state: texture_2d<f32>;

fn alphaAt(at: vec2i) -> f32 { return textureLoad(state, at, 0).g; }
