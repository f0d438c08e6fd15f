// uses: params features-at
// The features of a tile of render pixels and the network's first layer, a 3×3 convolution of stride 2 with ReLU. Features stay in
// workgroup memory: a map of them would be the upscaler's largest buffer.

@group(0) @binding(8) var<uniform> weights: array<mat4x4f, 36 * outputs>;   // [tap][block of the output][block of features]
@group(0) @binding(9) var<uniform> bias: array<vec4f, outputs>;
@group(0) @binding(10) var<storage, read_write> entered: array<vec2u>;      // at half of the size

const side = 8u;               // pixels of the output that a workgroup computes
const reach = 2u * side + 1u;  // render pixels that they read
const pixels = reach * reach;

var<workgroup> tile: array<vec2u, 4 * pixels>;   // halves, as in a map

@compute @workgroup_size(side, side)
fn main(
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) group: vec3u,
) {
  let size = vec2i(params.renderSize);
  let corner = vec2i(2u * side * group.xy) - 1;
  for (var i = index; i < pixels; i += side * side) {
    let at = corner + vec2i(vec2u(i % reach, i / reach));
    // Initialised by hand: without a value, some drivers keep that of the round before.
    var found = array<vec4f, 4>();
    if (all(at >= vec2i()) && all(at < size)) { found = featuresAt(at); }
    for (var block = 0u; block < 4; block++) { tile[block * pixels + i] = packHalves(found[block]); }
  }
  workgroupBarrier();
  // An invocation computes as many pixels in a row as there are blocks, in one of them: each weight then serves several pixels.
  let place = index % (side * side / outputs);
  let block = index / (side * side / outputs);
  let across = side / outputs;
  let x = place % across * outputs;
  let y = place / across;
  var sums: array<vec4f, outputs>;
  for (var i = 0u; i < outputs; i++) { sums[i] = bias[block]; }
  for (var row = 0u; row < 3; row++) {
    for (var part = 0u; part < 4; part++) {
      var seen: array<vec4f, 2 * outputs + 1>;
      let start = part * pixels + (2 * y + row) * reach + 2 * x;
      for (var i = 0u; i < 2 * outputs + 1; i++) { seen[i] = unpackHalves(tile[start + i]); }
      for (var column = 0u; column < 3; column++) {
        let weight = weights[((row * 3 + column) * outputs + block) * 4 + part];
        for (var i = 0u; i < outputs; i++) { sums[i] += weight * seen[2 * i + column]; }
      }
    }
  }
  let half = (vec2u(size) + 1) / 2;
  let at = side * group.xy + vec2u(x, y);
  if (at.y >= half.y) { return; }
  for (var i = 0u; i < outputs; i++) {
    if (at.x + i >= half.x) { return; }
    let v = clamp(sums[i], vec4f(), vec4f(65504.0));
    entered[(block * half.y + at.y) * half.x + at.x + i] = packHalves(v);
  }
}
