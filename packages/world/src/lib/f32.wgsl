// Feature maps of floats, to compare with a reference.
alias Stored = vec4f;
fn pack(v: vec4f) -> Stored { return v; }
fn unpack(v: Stored) -> vec4f { return v; }
