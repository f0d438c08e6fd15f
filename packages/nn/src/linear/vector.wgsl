// uses: number matrix epilogue dot
// A linear layer on single rows. A team of `team` invocations sweeps four rows of weights together, neighbours reading
// neighbouring units of 16 bytes; the sums of a team meet in workgroup memory.

override team = 16u;

var<private> inputRow: u32;
var<workgroup> partial: array<vec4f, 64>;
var<workgroup> partialUp: array<vec4f, select(1u, 64u, gated)>;

// Rows of weights may be longer than those of the input, whose neighbours must not be read: they may hold anything.
fn inputAt(block: u32) -> vec4f {
  let inside = block < parameters.inputBlocks;
  let v = vec4f(unpack(input[inputRow + select(0u, block, inside)]));
  return select(vec4f(), v, inside);
}

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let lane = index % team;
  let row = parameters.rows.x + group.z;
  let block = parameters.blocks.x + (group.x + group.y * groups.x) * (64 / team) + index / team;
  inputRow = blockIndex(parameters.input, row, 0);
  var sum = vec4f();
  var up = vec4f();
  if (block < parameters.blocks.y) {
    for (var unit = lane; unit < parameters.units; unit += team) {
      if (gated) {
        sum += unitDot(8 * block, unit);
        up += unitDot(8 * block + 4, unit);
      } else {
        sum += unitDot(4 * block, unit);
      }
    }
  }
  partial[index] = sum;
  if (gated) { partialUp[index] = up; }
  for (var span = team / 2; span > 0; span /= 2) {
    workgroupBarrier();
    if (lane < span) {
      partial[index] += partial[index + span];
      if (gated) { partialUp[index] += partialUp[index + span]; }
    }
  }
  if (lane == 0 && block < parameters.blocks.y) {
    if (gated) { up = partialUp[index]; }
    finish(row, block, partial[index], up);
  }
}
