// uses: state stored feature-block
// Input of the network `sprites`: one-hot vectors of the mover, its look (appearance), and its position within a cell.
// features.json defines the order of the parts.
@group(0) @binding(0) var<storage, read> state: array<u32>;
@group(0) @binding(1) var<storage, read_write> features: array<Stored>;

fn feature(channel: u32, mover: u32) -> f32 {
  let at = moverAt(mover);
  var i = channel - spriteKindAt;
  if (i < spriteKindSize) { return hot(mover, i); }
  i = channel - spriteLookAt;
  if (i < spriteLookSize) { return hot(state[at + 2u], i); }
  i = channel - spriteUnitXAt;
  if (i < spriteUnitXSize) { return hot(state[at] % u32(units), i); }
  i = channel - spriteUnitYAt;
  if (i < spriteUnitYSize) { return hot(state[at + 1u] % u32(units), i); }
  return 0.0;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (!isFeatureBlock(id.x, spriteFeatures, kinds)) { return; }
  features[id.x] = pack(featureBlock(id.x, kinds));
}
