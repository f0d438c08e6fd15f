// Stored and multiplied in single precision, to compare with a reference.
alias Stored = vec4f;
alias StoredMatrix = mat4x4f;
alias Vector = vec4f;
alias Matrix = mat4x4f;

fn unpack(v: Stored) -> Vector { return v; }
fn unpackMatrix(m: StoredMatrix) -> Matrix { return m; }
fn pack(v: vec4f) -> Stored { return v; }
