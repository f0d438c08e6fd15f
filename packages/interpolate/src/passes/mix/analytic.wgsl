// uses: along
// The library `proposal` without a network.
fn proposed(uv: vec2f, m: Matched) -> vec4f { return meanAlong(uv, m); }
