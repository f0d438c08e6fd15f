// Whether the current frame goes on from the previous one: where most blocks found no match, it is a cut.

@group(0) @binding(1) var flow: texture_2d<f32>;
@group(0) @binding(2) var<storage, read_write> cut: array<u32, 4>;

override unmatched = 0.1;   // mean difference from which a block has no match
override most = 0.55;       // share of unmatched blocks from which it is a cut

var<workgroup> count: atomic<u32>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32) {
  let size = textureDimensions(flow);
  let blocks = size.x * size.y;
  var mine = 0u;
  for (var i = thread; i < blocks; i += 64u) {
    if (textureLoad(flow, vec2u(i % size.x, i / size.x), 0).z > unmatched) { mine++; }
  }
  atomicAdd(&count, mine);
  workgroupBarrier();
  if (thread > 0u) { return; }
  let share = f32(atomicLoad(&count)) / f32(blocks);
  cut[0] = select(0u, 1u, share > most);
  cut[1] = bitcast<u32>(share);
}
