// uses: numbers grid activation weights
// A 2D convolution with what surrounds it in a U-Net: ×2 enlargement of the input, a second input beside it, bias, an
// addition and the activation. `kernel stride columns rows outputs`, which size arrays, are constants of the prelude.
//
// Each invocation computes `columns` by `rows` pixels in `outputs` blocks of four channels, so that what it reads serves
// several of them. Products of one block of input channels are summed in the type of the weights, the sums of blocks
// always in single precision.
//
// Where a 3×3 kernel slides over an enlarged input, some of its taps meet the same pixel. Their weights are added up
// beforehand, for each of the four places that a pixel can have in its 2×2: four taps are left of nine. At the far edge
// of an odd size, where the enlarged input is cropped in the middle of a pixel, all nine are done.

// Binding 0 stands in grid.wgsl: `grid.size` are the pixels that the kernel slides over.
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
override phased = false;    // with upsample: weights of four taps for each phase begin at phaseStart
override phaseStart = 0u;   // [group][input block][phase x][kx][phase y][ky][output block]
override addResidual = false;
override reflect = false;   // whether pixels outside mirror those inside, or else are zero
override margin = i32(kernel / 2);   // columns and rows outside of the input at its left and top

const across = (columns - 1) * stride + kernel;
const span = (rows - 1) * stride + kernel;
const smallSpan = rows / 2 + 2;
const accumulators = columns * rows * outputs;

// A pixel of an input block, zero outside by choice and not by multiplication: what is not a number must not spread. The
// mirror of a pixel outside of an enlarged map is the pixel of the smaller one at the edge.
fn inputAt(block: u32, at: vec2i, size: vec2u) -> Vector {
  let p = vec2u(clamp(at, vec2i(), vec2i(size) - 1));
  let v = unpack(input[(block * size.y + p.y) * size.x + p.x]);
  if (reflect) { return v; }
  return select(Vector(), v, all(at == vec2i(p)));
}

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(workgroup_id) group: vec3u) {
  let full = grid.size;
  let size = (full + stride - 1) / stride;
  let first = id.xy * vec2u(columns, rows) + vec2u(0, grid.row);
  if (any(first >= size)) { return; }
  let small = (full + 1) / 2;
  let blocks = inputBlocks + skipBlocks;
  let usesPhases = phased && !any(((full & vec2u(1)) == vec2u(1)) & (first + vec2u(columns, rows) >= full));
  var sums = array<vec4f, accumulators>();

  if (usesPhases) {
    let corner = vec2i(first / 2) - 1;
    var weight = phaseStart + group.z * inputBlocks * 16 * outputs;
    for (var block = 0u; block < inputBlocks; block++) {
      // Initialised by hand: without a value, some drivers keep that of the round before.
      var products = array<Vector, accumulators>();
      for (var column = 0u; column < 3; column++) {
        var taps: array<Vector, smallSpan>;
        for (var i = 0u; i < smallSpan; i++) { taps[i] = inputAt(block, corner + vec2i(vec2u(column, i)), small); }
        for (var q = 0u; q < columns; q++) {
          let kx = column - q;
          if (kx > 1) { continue; }   // below zero wraps to above one
          for (var phase = 0u; phase < 2; phase++) {
            for (var ky = 0u; ky < 2; ky++) {
              for (var o = 0u; o < outputs; o++) {
                let m = unpackMatrix(weights[weight + (((q * 2 + kx) * 2 + phase) * 2 + ky) * outputs + o]);
                for (var i = 0u; i < rows / 2; i++) {
                  products[(q * rows + 2 * i + phase) * outputs + o] += m * taps[i + phase + ky];
                }
              }
            }
          }
        }
      }
      weight += 16 * outputs;
      for (var i = 0u; i < accumulators; i++) { sums[i] += vec4f(products[i]); }
    }
  }

  let corner = vec2i(first * stride) - margin;
  let start = select(0u, inputBlocks, usesPhases);
  var weight = (group.z * blocks + start) * kernel * kernel * outputs;
  for (var block = start; block < blocks; block++) {
    var products = array<Vector, accumulators>();
    for (var column = 0u; column < across; column++) {
      var taps: array<Vector, span>;
      for (var i = 0u; i < span; i++) {
        let at = corner + vec2i(vec2u(column, i));
        let p = vec2u(clamp(select(at, mirrored(at, vec2i(full)), reflect), vec2i(), vec2i(full) - 1));
        var v: Vector;
        if (skipBlocks > 0 && block >= inputBlocks) {
          v = unpack(skip[((block - inputBlocks) * full.y + p.y) * full.x + p.x]);
        } else if (upsample) {
          v = unpack(input[(block * small.y + p.y / 2) * small.x + p.x / 2]);
        } else {
          v = unpack(input[(block * full.y + p.y) * full.x + p.x]);
        }
        taps[i] = select(Vector(), v, reflect || all(at == vec2i(p)));
      }
      for (var q = 0u; q < columns; q++) {
        let kx = column - q * stride;
        if (kx >= kernel) { continue; }
        for (var ky = 0u; ky < kernel; ky++) {
          for (var o = 0u; o < outputs; o++) {
            let m = unpackMatrix(weights[weight + (kx * kernel + ky) * outputs + o]);
            for (var i = 0u; i < rows; i++) { products[(q * rows + i) * outputs + o] += m * taps[i * stride + ky]; }
          }
        }
      }
    }
    weight += kernel * kernel * outputs;
    for (var i = 0u; i < accumulators; i++) { sums[i] += vec4f(products[i]); }
  }

  for (var o = 0u; o < outputs; o++) {
    let block = group.z * outputs + o;
    if (block >= outputBlocks) { return; }
    for (var q = 0u; q < columns; q++) {
      for (var i = 0u; i < rows; i++) {
        let p = first + vec2u(q, i);
        if (any(p >= size)) { continue; }
        let at = (block * size.y + p.y) * size.x + p.x;
        var v = sums[(q * rows + i) * outputs + o] + bias[block];
        if (addResidual) { v += vec4f(unpack(residual[at])); }
        output[at] = pack(activate(v));
      }
    }
  }
}
