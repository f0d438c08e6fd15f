// uses: number matrix epilogue weights
// A linear layer on many rows: a workgroup computes 8 · `tileRows` rows of 64 rows of weights, 16 inputs at a time, which
// its 128 invocations fetch into workgroup memory together. Each computes `tileRows` rows of four outputs.
//
// Both tiles keep four inputs in an element and five elements a row, four and one unused: invocations that read the same
// column of neighbouring rows then meet different banks. The rows of weights lie in the order 0 4 8 … 1 5 9 …, so that
// those which an invocation's neighbours read at a time are neighbours too.

const pitch = 5u;

var<workgroup> inputs: array<vec4f, 8 * tileRows * pitch>;
var<workgroup> factors: array<vec4f, 64 * pitch>;
var<workgroup> ups: array<vec4f, select(1u, 64 * tileRows, gated)>;

fn inputBlock(row: u32, block: u32) -> vec4f {
  let inside = row < parameters.rows.y && block < parameters.inputBlocks;
  let at = select(0u, blockIndex(parameters.input, row, block), inside);
  return select(vec4f(), vec4f(unpack(input[at])), inside);
}

fn store(row: u32, weightBlock: u32, slot: u32, sum: vec4f) {
  if (row >= parameters.rows.y) { return; }
  if (gated) {
    let block = weightBlock / 2;
    if (weightBlock % 2 == 0 && block < parameters.blocks.y) { finish(row, block, sum, ups[slot]); }
  } else if (weightBlock < parameters.blocks.y) {
    finish(row, weightBlock, sum, vec4f());
  }
}

@compute @workgroup_size(16, 8)
fn main(
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) group: vec3u,
) {
  let parts = select(1u, 2u, gated);
  let firstRow = parameters.rows.x + group.y * 8 * tileRows;
  let firstBlock = parts * parameters.blocks.x + 16 * group.x;
  let endRow = 4 * parts * parameters.blocks.y;
  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  for (var start = 0u; start < parameters.inputBlocks; start += 4) {
    for (var i = index; i < 32 * tileRows; i += 128) {
      inputs[i / 4 * pitch + i % 4] = inputBlock(firstRow + i / 4, start + i % 4);
    }
    for (var i = index; i < 256; i += 128) {
      let line = i / 4;
      let row = 4 * firstBlock + line;
      let inside = row < endRow && start + i % 4 < parameters.inputBlocks;
      let v = weightAt(select(0u, row, inside) + select(4 * firstBlock, 0u, inside), select(0u, start + i % 4, inside));
      factors[(line % 4 * 16 + line / 4) * pitch + i % 4] = select(vec4f(), v, inside);
    }
    workgroupBarrier();
    for (var k = 0u; k < 4; k++) {
      let at = local.x * pitch + k;
      let w = transpose(mat4x4f(factors[at], factors[at + 16 * pitch], factors[at + 32 * pitch], factors[at + 48 * pitch]));
      let row = local.y * pitch + k;
      a0 += w * inputs[row];
      a1 += w * inputs[row + 8 * pitch];
      if (tileRows > 2) {
        a2 += w * inputs[row + 16 * pitch];
        a3 += w * inputs[row + 24 * pitch];
      }
      if (tileRows > 4) {
        a4 += w * inputs[row + 32 * pitch];
        a5 += w * inputs[row + 40 * pitch];
        a6 += w * inputs[row + 48 * pitch];
        a7 += w * inputs[row + 56 * pitch];
      }
    }
    workgroupBarrier();
  }
  let block = firstBlock + local.x;
  let slot = (local.y * 16 + local.x) / 2;
  if (gated) {
    // Odd blocks are what the gates in their even neighbours multiply.
    if (block % 2 == 1) {
      ups[slot] = a0;
      ups[slot + 64] = a1;
      if (tileRows > 2) { ups[slot + 128] = a2; ups[slot + 192] = a3; }
    }
    workgroupBarrier();
  }
  let row = firstRow + local.y;
  store(row, block, slot, a0);
  store(row + 8, block, slot + 64, a1);
  if (tileRows > 2) {
    store(row + 16, block, slot + 128, a2);
    store(row + 24, block, slot + 192, a3);
  }
  if (tileRows > 4) {
    store(row + 32, block, slot, a4);
    store(row + 40, block, slot, a5);
    store(row + 48, block, slot, a6);
    store(row + 56, block, slot, a7);
  }
}
