// Maps stored in half precision, multiplied in single: for devices without shader-f16. Their bytes are those of f16.wgsl.
// Weights, which every invocation would convert for itself, are single.
alias Stored = vec2u;
alias StoredMatrix = mat4x4f;
alias Vector = vec4f;
alias Matrix = mat4x4f;

fn unpack(v: Stored) -> Vector { return vec4f(unpack2x16float(v.x), unpack2x16float(v.y)); }
fn unpackMatrix(m: StoredMatrix) -> Matrix { return m; }
fn pack(v: vec4f) -> Stored {
  let c = clamp(v, vec4f(-65504.0), vec4f(65504.0));
  return vec2u(pack2x16float(c.xy), pack2x16float(c.zw));
}
