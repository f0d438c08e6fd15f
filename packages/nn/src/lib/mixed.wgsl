// Stored in half precision, multiplied in single: for devices without shader-f16. The bytes are those of f16.wgsl.
alias Stored = vec2u;
alias StoredMatrix = array<vec4u, 2>;
alias Vector = vec4f;
alias Matrix = mat4x4f;

fn unpack(v: Stored) -> Vector { return vec4f(unpack2x16float(v.x), unpack2x16float(v.y)); }
fn unpackMatrix(m: StoredMatrix) -> Matrix {
  return Matrix(unpack(m[0].xy), unpack(m[0].zw), unpack(m[1].xy), unpack(m[1].zw));
}
fn pack(v: vec4f) -> Stored {
  let c = clamp(v, vec4f(-65504.0), vec4f(65504.0));
  return vec2u(pack2x16float(c.xy), pack2x16float(c.zw));
}
