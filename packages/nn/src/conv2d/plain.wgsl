// uses: numbers grid activation weights
// conv2d.wgsl for what networks do most, a 3×3 kernel of stride 1 over one input of full size, written out: compilers of
// software adapters don't unroll loops and keep arrays that loops index in memory, which takes several times as long.
//
// Each invocation computes four pixels below each other in one or two blocks of four channels. Order of weights, zeros
// outside of the picture and the precision of sums are those of conv2d.wgsl.

@group(0) @binding(1) var<storage, read> bias: array<vec4f>;
@group(0) @binding(3) var<storage, read> input: array<Stored>;
@group(0) @binding(4) var<storage, read> residual: array<Stored>;
@group(0) @binding(5) var<storage, read_write> output: array<Stored>;

override inputBlocks = 1u;
override outputBlocks = 1u;
override addResidual = false;
override reflect = false;   // whether pixels outside mirror those inside, or else are zero

// The pixel at row `y`, column by column from `start`: zero outside by choice, as in conv2d.wgsl.
fn tapAt(start: u32, y: i32) -> Vector {
  let row = u32(clamp(select(y, mirrored(vec2i(0, y), vec2i(grid.size)).y, reflect), 0, i32(grid.size.y) - 1));
  return select(Vector(), unpack(input[start + row * grid.size.x]), reflect || i32(row) == y);
}

fn store(block: u32, pixel: vec2u, sum: vec4f) {
  if (pixel.y >= grid.size.y) { return; }
  let at = (block * grid.size.y + pixel.y) * grid.size.x + pixel.x;
  var v = sum + bias[block];
  if (addResidual) { v += vec4f(unpack(residual[at])); }
  output[at] = pack(activate(v));
}

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(workgroup_id) group: vec3u) {
  let first = id.xy * vec2u(1, 4) + vec2u(0, grid.row);
  if (any(first >= grid.size)) { return; }
  let top = i32(first.y) - 1;
  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  var weight = group.z * inputBlocks * 9 * outputs;
  for (var block = 0u; block < inputBlocks; block++) {
    // Initialised by hand: without a value, some drivers keep that of the round before.
    var p0 = Vector(); var p1 = Vector(); var p2 = Vector(); var p3 = Vector();
    var q0 = Vector(); var q1 = Vector(); var q2 = Vector(); var q3 = Vector();
    for (var column = 0u; column < 3; column++) {
      let x = i32(first.x + column) - 1;
      let near = u32(clamp(select(x, mirrored(vec2i(x, 0), vec2i(grid.size)).x, reflect), 0, i32(grid.size.x) - 1));
      // Of a picture one pixel wide, two columns of three are beside it.
      if (!reflect && i32(near) != x) { continue; }
      let w = weight + 3 * column * outputs;
      let start = block * grid.size.y * grid.size.x + near;
      let t0 = tapAt(start, top);
      let t1 = tapAt(start, top + 1);
      let t2 = tapAt(start, top + 2);
      let t3 = tapAt(start, top + 3);
      let t4 = tapAt(start, top + 4);
      let t5 = tapAt(start, top + 5);
      let m0 = unpackMatrix(weights[w]);
      let m1 = unpackMatrix(weights[w + outputs]);
      let m2 = unpackMatrix(weights[w + 2 * outputs]);
      p0 += m0 * t0 + m1 * t1 + m2 * t2;
      p1 += m0 * t1 + m1 * t2 + m2 * t3;
      p2 += m0 * t2 + m1 * t3 + m2 * t4;
      p3 += m0 * t3 + m1 * t4 + m2 * t5;
      if (outputs == 2) {
        let n0 = unpackMatrix(weights[w + 1]);
        let n1 = unpackMatrix(weights[w + 3]);
        let n2 = unpackMatrix(weights[w + 5]);
        q0 += n0 * t0 + n1 * t1 + n2 * t2;
        q1 += n0 * t1 + n1 * t2 + n2 * t3;
        q2 += n0 * t2 + n1 * t3 + n2 * t4;
        q3 += n0 * t3 + n1 * t4 + n2 * t5;
      }
    }
    weight += 9 * outputs;
    a0 += vec4f(p0); a1 += vec4f(p1); a2 += vec4f(p2); a3 += vec4f(p3);
    b0 += vec4f(q0); b1 += vec4f(q1); b2 += vec4f(q2); b3 += vec4f(q3);
  }
  let block = group.z * outputs;
  store(block, first, a0);
  store(block, first + vec2u(0, 1), a1);
  store(block, first + vec2u(0, 2), a2);
  store(block, first + vec2u(0, 3), a3);
  if (outputs == 2 && block + 1 < outputBlocks) {
    store(block + 1, first, b0);
    store(block + 1, first + vec2u(0, 1), b1);
    store(block + 1, first + vec2u(0, 2), b2);
    store(block + 1, first + vec2u(0, 3), b3);
  }
}
