// uses: state
// The library `alpha` of the temporal path: alpha is part of the state, and so is where a thin thing moves.
fn isThinPixel(at: vec2i) -> bool { return (u32(round(stateOf(at).x * 255.0)) & 1u) == 1u; }
fn alphaAt(at: vec2i) -> f32 { return stateOf(at).y; }
