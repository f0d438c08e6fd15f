// uses: state
// The library `alpha` of the temporal path: alpha is part of the state.
fn alphaAt(at: vec2i) -> f32 { return stateOf(at).y; }
