// uses: state stored feature-block
// Features of each mover: the cells around it, its own state, the player's, and the bar. One invocation writes four channels
// of a mover. features.json defines the order of the parts.
struct Params { action: u32 }

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> state: array<u32>;
@group(0) @binding(2) var<storage, read> cellSense: array<f32>;
@group(0) @binding(3) var<storage, read> barSense: array<f32>;
@group(0) @binding(4) var<storage, read_write> features: array<Stored>;

const side = 2 * sight + 1;

fn feature(channel: u32, mover: u32) -> f32 {
  let at = moverAt(mover);
  let x = i32(state[at]);
  let y = i32(state[at + 1u]);
  var i = channel - moverCellsAt;
  if (i < moverCellsSize) {
    let cell = i32(i / senseChannels);
    let code = state[cellAt(x / units + cell % side - sight, y / units + cell / side - sight)];
    return cellSense[code * senseChannels + i % senseChannels];
  }
  i = channel - moverUnitXAt;
  if (i < moverUnitXSize) { return hot(u32(x % units), i); }
  i = channel - moverUnitYAt;
  if (i < moverUnitYSize) { return hot(u32(y % units), i); }
  i = channel - moverLookAt;
  if (i < moverLookSize) { return hot(state[at + 2u], i); }
  i = channel - moverPlayerLookAt;
  if (i < moverPlayerLookSize) { return hot(state[moverAt(0u) + 2u], i); }
  i = channel - moverKindAt;
  if (i < moverKindSize) { return hot(mover, i); }
  i = channel - moverActionAt;
  if (i < moverActionSize) { return select(0.0, hot(params.action, i), mover == 0u); }
  i = channel - moverBarAt;
  if (i < moverBarSize) {
    return barSense[state[barAt(i / barChannels)] * barChannels + i % barChannels];
  }
  let dx = offset(i32(state[moverAt(0u)]), x, columns * units);
  let dy = offset(i32(state[moverAt(0u) + 1u]), y, rows * units);
  i = channel - moverWayAt;
  if (i < moverWaySize) {
    return f32(vec4i(dx, dy, abs(dx) - abs(dy), abs(dx) + abs(dy))[i]) / 32.0;
  }
  i = channel - moverNearXAt;
  if (i < moverNearXSize) { return hot(u32(clamp(dx, -near, near) + near), i); }
  i = channel - moverNearYAt;
  if (i < moverNearYSize) { return hot(u32(clamp(dy, -near, near) + near), i); }
  // Channels that fill up the last block.
  return 0.0;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (!isFeatureBlock(id.x, moverFeatures, kinds)) { return; }
  features[id.x] = pack(featureBlock(id.x, kinds));
}
