// uses: state stored
// Input of the network `sprites`: one-hot vectors of the mover, its look (appearance), and its position within a cell.
// features.json defines the order of the parts.
@group(0) @binding(0) var<storage, read> state: array<u32>;
@group(0) @binding(1) var<storage, read_write> features: array<Stored>;

fn hot(value: u32, index: u32) -> f32 { return select(0.0, 1.0, value == index); }

fn feature(channel: u32, mover: u32) -> f32 {
  let at = moverAt(mover);
  // Channels below the start of a part wrap to large numbers, above its size.
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
  let blocks = (spriteFeatures + 3u) / 4u;
  if (id.x >= blocks * kinds) { return; }
  let mover = id.x % kinds;
  let channel = 4u * (id.x / kinds);
  features[id.x] = pack(vec4f(
    feature(channel, mover),
    feature(channel + 1u, mover),
    feature(channel + 2u, mover),
    feature(channel + 3u, mover),
  ));
}
