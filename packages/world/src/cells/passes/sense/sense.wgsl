// What each mover goes by: cells around it, itself, the player, the bar. One invocation writes four channels of a mover.
struct Params { action: u32 }

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> state: array<u32>;
@group(0) @binding(2) var<storage, read> cellSense: array<f32>;
@group(0) @binding(3) var<storage, read> barSense: array<f32>;
@group(0) @binding(4) var<storage, read_write> features: array<Stored>;

const side = 2 * sight + 1;

fn hot(value: i32, index: u32) -> f32 { return select(0.0, 1.0, u32(value) == index); }

fn feature(channel: u32, mover: u32) -> f32 {
  let at = moverAt(mover);
  let x = i32(state[at]);
  let y = i32(state[at + 1u]);
  var i = channel;
  if (i < u32(side * side) * senseChannels) {
    let cell = i32(i / senseChannels);
    let code = state[cellAt(x / units + cell % side - sight, y / units + cell / side - sight)];
    return cellSense[code * senseChannels + i % senseChannels];
  }
  i -= u32(side * side) * senseChannels;
  if (i < u32(units)) { return hot(x % units, i); }
  i -= u32(units);
  if (i < u32(units)) { return hot(y % units, i); }
  i -= u32(units);
  if (i < looks) { return hot(i32(state[at + 2u]), i); }
  i -= looks;
  if (i < looks) { return hot(i32(state[moverAt(0u) + 2u]), i); }
  i -= looks;
  if (i < kinds) { return hot(i32(mover), i); }
  i -= kinds;
  if (i < actions) { return select(0.0, hot(i32(params.action), i), mover == 0u); }
  i -= actions;
  let dx = offset(i32(state[moverAt(0u)]), x, columns * units);
  let dy = offset(i32(state[moverAt(0u) + 1u]), y, rows * units);
  if (i < 4u) {
    return f32(vec4i(dx, dy, abs(dx) - abs(dy), abs(dx) + abs(dy))[i]) / 32.0;
  }
  i -= 4u;
  let nearSide = u32(2 * near + 1);
  if (i < nearSide) { return hot(clamp(dx, -near, near) + near, i); }
  i -= nearSide;
  if (i < nearSide) { return hot(clamp(dy, -near, near) + near, i); }
  i -= nearSide;
  if (i < barCells * barChannels) {
    return barSense[state[barAt(i / barChannels)] * barChannels + i % barChannels];
  }
  return 0.0;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let blocks = (moverFeatures + 3u) / 4u;
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
