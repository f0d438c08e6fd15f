// uses: numbers grid activation weights
// conv2d.wgsl for 1×1 kernels of stride 1 over one input of full size: a dense layer at every pixel. Where pixels lie does
// not matter, so they are taken as one long row; each invocation computes four of them, a quarter of the row apart, in one
// or two blocks of four channels. Written out, see plain.wgsl.
//
// With many pixels, the invocations of a workgroup are pixels that share weights; with few, they are blocks of channels
// that share pixels. `acrossPixels` and `acrossBlocks` say which.

@group(0) @binding(1) var<storage, read> bias: array<vec4f>;
// Binding 2, `weights`, [input block][output block], stands in uniform.wgsl or storage.wgsl.
@group(0) @binding(3) var<storage, read> input: array<Stored>;
@group(0) @binding(4) var<storage, read> residual: array<Stored>;
@group(0) @binding(5) var<storage, read_write> output: array<Stored>;

override inputBlocks = 1u;
override outputBlocks = 1u;
override addResidual = false;

fn store(block: u32, pixel: u32, count: u32, sum: vec4f) {
  if (pixel >= count) { return; }
  let at = (block * grid.size.y + grid.row) * grid.size.x + pixel;
  var v = sum + bias[block];
  if (addResidual) { v += vec4f(unpack(residual[at])); }
  output[at] = pack(activate(v));
}

@compute @workgroup_size(acrossPixels, acrossBlocks)
fn main(
  @builtin(local_invocation_id) local: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let count = grid.size.x * grid.rows;
  let start = grid.size.x * grid.row;
  let total = grid.size.x * grid.size.y;
  let quarter = (count + 3) / 4;
  // A very long row is folded, since the workgroups along one side are limited.
  let first = (group.z * groups.x + group.x) * acrossPixels + local.x;
  let block = (group.y * acrossBlocks + local.y) * outputs;
  if (first >= quarter || block >= outputBlocks) { return; }
  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  let last = count - 1;
  var at0 = start + first;
  var at1 = start + min(first + quarter, last);
  var at2 = start + min(first + 2 * quarter, last);
  var at3 = start + min(first + 3 * quarter, last);
  var weight = block;
  for (var i = 0u; i < inputBlocks; i++) {
    let t0 = unpack(input[at0]);
    let t1 = unpack(input[at1]);
    let t2 = unpack(input[at2]);
    let t3 = unpack(input[at3]);
    let m = unpackMatrix(weights[weight]);
    a0 += vec4f(m * t0);
    a1 += vec4f(m * t1);
    a2 += vec4f(m * t2);
    a3 += vec4f(m * t3);
    if (outputs == 2) {
      let n = unpackMatrix(weights[weight + 1]);
      b0 += vec4f(n * t0);
      b1 += vec4f(n * t1);
      b2 += vec4f(n * t2);
      b3 += vec4f(n * t3);
    }
    weight += weightBlocks;
    at0 += total; at1 += total; at2 += total; at3 += total;
  }
  store(block, first, count, a0);
  store(block, first + quarter, count, a1);
  store(block, first + 2 * quarter, count, a2);
  store(block, first + 3 * quarter, count, a3);
  if (outputs == 2 && block + 1 < outputBlocks) {
    store(block + 1, first, count, b0);
    store(block + 1, first + quarter, count, b1);
    store(block + 1, first + 2 * quarter, count, b2);
    store(block + 1, first + 3 * quarter, count, b3);
  }
}
