// uses: number matrix
// Rotary position embedding: pairs of numbers of each head are turned by an angle that grows with the position. Cosine
// and sine of an angle are made of those of two parts of the position, low and high, which come exact from a table:
// shaders' own cosines are off by as much as 2^-11, and more at the angles of late positions.

struct Parameters {
  input: vec2u,
  output: vec2u,
  firstRow: u32,
  endRow: u32,
  heads: u32,
  headBlocks: u32,      // blocks of a head
  position: u32,        // of row 0
  usePositions: u32,    // add positions[0]
  isInPlace: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> input: array<Stored>;
@group(0) @binding(2) var<storage, read> positions: array<u32>;
@group(0) @binding(3) var<storage, read> table: array<vec2f>;   // [low positions, then high][pairs]: cosine, sine
@group(0) @binding(4) var<storage, read_write> output: array<Stored>;

override isAdjacent = false;   // pairs are neighbours; otherwise they lie half of the turned numbers apart
override pairs = 32u;          // of each head; what lies behind them is copied
override lowCount = 256u;
override highCount = 1u;

fn load(at: u32, block: u32) -> vec4f {
  if (parameters.isInPlace != 0) { return vec4f(unpack(output[at + block])); }
  return vec4f(unpack(input[at + block]));
}

fn turn(position: u32, pair: u32) -> vec2f {
  let a = table[position % lowCount * pairs + pair];
  let b = table[(lowCount + min(position / lowCount, highCount - 1)) * pairs + pair];
  return vec2f(a.x * b.x - a.y * b.y, a.y * b.x + a.x * b.y);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  // An invocation turns eight numbers that are pairs of each other, or copies a block of what is not turned.
  let turned = pairs / 4;
  let perHead = turned + parameters.headBlocks - 2 * turned;
  let head = id.x / perHead;
  let row = parameters.firstRow + id.y;
  if (head >= parameters.heads || row >= parameters.endRow) { return; }
  let part = id.x % perHead;
  let source = blockIndex(parameters.input, row, head * parameters.headBlocks);
  let start = blockIndex(parameters.output, row, head * parameters.headBlocks);
  if (part >= turned) {
    let block = turned + part;
    output[start + block] = pack(load(source, block));
    return;
  }
  var position = parameters.position + row;
  if (parameters.usePositions != 0) { position += positions[0]; }
  let t0 = turn(position, 4 * part);
  let t1 = turn(position, 4 * part + 1);
  let t2 = turn(position, 4 * part + 2);
  let t3 = turn(position, 4 * part + 3);
  if (isAdjacent) {
    let a = load(source, 2 * part);
    let b = load(source, 2 * part + 1);
    output[start + 2 * part] = pack(vec4f(
      a.x * t0.x - a.y * t0.y, a.x * t0.y + a.y * t0.x, a.z * t1.x - a.w * t1.y, a.z * t1.y + a.w * t1.x,
    ));
    output[start + 2 * part + 1] = pack(vec4f(
      b.x * t2.x - b.y * t2.y, b.x * t2.y + b.y * t2.x, b.z * t3.x - b.w * t3.y, b.z * t3.y + b.w * t3.x,
    ));
  } else {
    let a = load(source, part);
    let b = load(source, part + turned);
    let cosine = vec4f(t0.x, t1.x, t2.x, t3.x);
    let sine = vec4f(t0.y, t1.y, t2.y, t3.y);
    output[start + part] = pack(a * cosine - b * sine);
    output[start + part + turned] = pack(b * cosine + a * sine);
  }
}
