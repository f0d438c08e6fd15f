// A 2D convolution with what surrounds it in a U-Net: ×2 enlargement of the input, a second input beside it, bias, an
// addition and the activation. `kernel stride pixels outputs`, which size arrays, are constants of the prelude.
//
// Each invocation computes `pixels` pixels of a column, so that a column of inputs serves several of them, in `outputs`
// blocks of four channels. Products of one block of input channels are summed in the type of the weights, the sums of
// blocks always in single precision.

@group(0) @binding(0) var<uniform> grid: vec2u;   // pixels that the kernel slides over
@group(0) @binding(1) var<storage, read> bias: array<vec4f>;
// Binding 2, `weights`, [group][input block][kx][ky][output block], stands in uniform.wgsl or storage.wgsl.
@group(0) @binding(3) var<storage, read> input: array<Stored>;
@group(0) @binding(4) var<storage, read> skip: array<Stored>;
@group(0) @binding(5) var<storage, read> residual: array<Stored>;
@group(0) @binding(6) var<storage, read_write> output: array<Stored>;

override inputBlocks = 1u;
override skipBlocks = 0u;
override outputBlocks = 1u;
override upsample = false;
override addResidual = false;
override activation = 0u;   // 0 none · 1 relu · 2 leaky relu · 3 sigmoid
override slope = 0.0;       // of the leaky relu, below zero

const margin = i32(kernel / 2);
const span = (pixels - 1) * stride + kernel;

fn activate(v: vec4f) -> vec4f {
  if (activation == 1) { return max(v, vec4f()); }
  if (activation == 2) { return select(slope * v, v, v > vec4f()); }
  if (activation == 3) { return 1.0 / (1.0 + exp(-max(v, vec4f(-80.0)))); }   // exp must not overflow
  return v;
}

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(workgroup_id) group: vec3u) {
  let size = (grid + stride - 1) / stride;
  let x = id.x;
  let y = id.y * pixels;
  if (x >= size.x || y >= size.y) { return; }
  let corner = vec2i(vec2u(x, y) * stride) - margin;
  let last = vec2i(grid) - 1;
  let inputSize = select(grid, (grid + 1) / 2, upsample);
  let blocks = inputBlocks + skipBlocks;
  var weight = group.z * blocks * kernel * kernel * outputs;
  var sums = array<vec4f, pixels * outputs>();

  for (var block = 0u; block < blocks; block++) {
    // Initialised by hand: without a value, some drivers keep that of the round before.
    var products = array<Vector, pixels * outputs>();
    for (var kx = 0u; kx < kernel; kx++) {
      let column = corner.x + i32(kx);
      let columnInside = column >= 0 && column <= last.x;
      let px = u32(clamp(column, 0, last.x));
      var taps: array<Vector, span>;
      for (var i = 0u; i < span; i++) {
        let row = corner.y + i32(i);
        let py = u32(clamp(row, 0, last.y));
        var v: Vector;
        if (skipBlocks > 0 && block >= inputBlocks) {
          v = unpack(skip[((block - inputBlocks) * grid.y + py) * grid.x + px]);
        } else if (upsample) {
          v = unpack(input[(block * inputSize.y + py / 2) * inputSize.x + px / 2]);
        } else {
          v = unpack(input[(block * inputSize.y + py) * inputSize.x + px]);
        }
        // Zero outside by choice and not by multiplication: what is not a number must not spread.
        taps[i] = select(Vector(), v, columnInside && row >= 0 && row <= last.y);
      }
      for (var ky = 0u; ky < kernel; ky++) {
        for (var o = 0u; o < outputs; o++) {
          let m = unpackMatrix(weights[weight]);
          weight++;
          for (var i = 0u; i < pixels; i++) { products[i * outputs + o] += m * taps[i * stride + ky]; }
        }
      }
    }
    for (var i = 0u; i < pixels * outputs; i++) { sums[i] += vec4f(products[i]); }
  }

  for (var o = 0u; o < outputs; o++) {
    let block = group.z * outputs + o;
    if (block >= outputBlocks) { return; }
    for (var i = 0u; i < pixels; i++) {
      if (y + i >= size.y) { break; }
      let at = (block * size.y + y + i) * size.x + x;
      var v = sums[i * outputs + o] + bias[block];
      if (addResidual) { v += vec4f(unpack(residual[at])); }
      output[at] = pack(activate(v));
    }
  }
}
