enable f16;
// Stored and multiplied in half precision.
alias Stored = vec4h;
alias StoredMatrix = mat4x4h;
alias Vector = vec4h;
alias Matrix = mat4x4h;

fn unpack(v: Stored) -> Vector { return v; }
fn unpackMatrix(m: StoredMatrix) -> Matrix { return m; }
// Beyond the largest half a conversion may give anything, infinity included; networks want the largest.
fn pack(v: vec4f) -> Stored { return vec4h(clamp(v, vec4f(-65504.0), vec4f(65504.0))); }
