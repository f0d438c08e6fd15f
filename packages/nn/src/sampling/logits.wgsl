// uses: number matrix sampling
// Logits as singles, in the order of their tokens. What is not a number becomes the lowest.

@group(0) @binding(1) var<storage, read> logits: array<Stored>;
@group(0) @binding(2) var<storage, read_write> scores: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= parameters.blocks) { return; }
  let v = vec4f(unpack(logits[parameters.firstBlock + id.x]));
  let isToken = 4 * id.x + vec4u(0, 1, 2, 3) < vec4u(parameters.tokens);
  // Comparisons with what is not a number are false, where a compiler does not assume that there is none.
  let bits = bitcast<vec4u>(v) & vec4u(0x7fffffff);
  let isNumber = bits <= vec4u(0x7f800000);
  scores[id.x] = select(vec4f(-1e30), clamp(v, vec4f(-1e30), vec4f(1e30)), isToken & isNumber);
}
