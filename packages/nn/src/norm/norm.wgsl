// uses: number matrix
// Layer norm and RMS norm of rows, or of equal parts of rows ("groups", such as heads). A workgroup takes one group.

struct Parameters {
  input: vec2u,
  added: vec2u,
  sum: vec2u,
  output: vec2u,
  firstRow: u32,
  groups: u32,
  columns: u32,         // of a group
  isAdding: u32,
  isInPlace: u32,       // the output holds the input
  useWeight: u32,
  useBias: u32,
  epsilon: f32,
  weightOffset: f32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> input: array<Stored>;
@group(0) @binding(2) var<storage, read> added: array<Stored>;
@group(0) @binding(3) var<storage, read> weight: array<vec4f>;
@group(0) @binding(4) var<storage, read> bias: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> sum: array<Stored>;
@group(0) @binding(6) var<storage, read_write> output: array<Stored>;

override isCentred = true;   // layer norm takes the mean off, RMS norm does not

const width = 64u;
var<workgroup> partial: array<f32, width>;

fn addUp(index: u32, value: f32) -> f32 {
  workgroupBarrier();
  partial[index] = value;
  for (var span = width / 2; span > 0; span /= 2) {
    workgroupBarrier();
    if (index < span) { partial[index] += partial[index + span]; }
  }
  workgroupBarrier();
  return partial[0];
}

fn load(row: u32, block: u32) -> vec4f {
  if (parameters.isInPlace != 0) { return vec4f(unpack(output[blockIndex(parameters.output, row, block)])); }
  let v = vec4f(unpack(input[blockIndex(parameters.input, row, block)]));
  if (parameters.isAdding == 0) { return v; }
  return v + vec4f(unpack(added[blockIndex(parameters.added, row, block)]));
}

// 1 for the columns of a block that exist, 0 for what fills it up.
fn existing(block: u32) -> vec4f {
  return select(vec4f(), vec4f(1.0), 4 * block + vec4u(0, 1, 2, 3) < vec4u(parameters.columns));
}

@compute @workgroup_size(width)
fn main(@builtin(local_invocation_index) index: u32, @builtin(workgroup_id) group: vec3u) {
  let row = parameters.firstRow + group.y;
  let blocks = (parameters.columns + 3) / 4;
  let first = group.x * blocks;
  var mean = 0.0;
  if (isCentred) {
    var total = vec4f();
    for (var i = index; i < blocks; i += width) { total += load(row, first + i); }
    mean = addUp(index, dot(total, vec4f(1.0))) / f32(parameters.columns);
  }
  var squares = 0.0;
  for (var i = index; i < blocks; i += width) {
    let v = (load(row, first + i) - mean) * existing(i);
    squares += dot(v, v);
  }
  let variance = addUp(index, squares) / f32(parameters.columns);
  let factor = inverseSqrt(variance + parameters.epsilon);
  for (var i = index; i < blocks; i += width) {
    let x = load(row, first + i);
    var v = (x - mean) * factor;
    if (parameters.useWeight != 0) { v *= weight[i] + parameters.weightOffset; }
    if (parameters.useBias != 0) { v += bias[i]; }
    if (parameters.isAdding != 0) { sum[blockIndex(parameters.sum, row, first + i)] = pack(x); }
    output[blockIndex(parameters.output, row, first + i)] = pack(v * existing(i));
  }
}
