// The library `choice` without a network; learned.wgsl names the parameters.
struct Choice {
  first: vec4f,
  second: vec4f,
}

fn choiceAt(uv: vec2f) -> Choice { return Choice(vec4f(), vec4f()); }
