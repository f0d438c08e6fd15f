// uses: activation matrix number
// What follows the sums of a linear layer, four outputs at a time.

struct Parameters {
  input: vec2u,
  output: vec2u,
  residual: vec2u,
  rows: vec2u,          // first, end
  blocks: vec2u,        // blocks of four outputs: first, end
  inputBlocks: u32,
  units: u32,           // of 16 bytes in a row of weights
  weightBase: u32,      // unit at which the binding of the weights starts
  addBias: u32,
  addResidual: u32,     // 1 from `residual`, 2 from where the output goes
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(3) var<storage, read> input: array<Stored>;
@group(0) @binding(4) var<storage, read> bias: array<vec4f>;
@group(0) @binding(5) var<storage, read> residual: array<Stored>;
@group(0) @binding(6) var<storage, read_write> output: array<Stored>;

// `up` counts in gated layers only: the first sum is then their gate.
fn finish(row: u32, block: u32, sum: vec4f, up: vec4f) {
  var v = sum;
  if (gated) {
    if (parameters.addBias != 0) {
      v = activate(v + bias[2 * block]) * (up + bias[2 * block + 1]);
    } else {
      v = activate(v) * up;
    }
  } else {
    if (parameters.addBias != 0) { v += bias[block]; }
    v = activate(v);
  }
  let at = blockIndex(parameters.output, row, block);
  if (parameters.addResidual == 1) { v += vec4f(unpack(residual[blockIndex(parameters.residual, row, block)])); }
  if (parameters.addResidual == 2) { v += vec4f(unpack(output[at])); }
  output[at] = pack(v);
}
