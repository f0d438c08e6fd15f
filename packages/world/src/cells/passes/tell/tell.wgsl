// uses: state stored
// Features of each cell of the bar: its code, its position, the player's message, and the maximum of the other movers'
// messages. features.json defines the order of the parts.
@group(0) @binding(0) var<storage, read> state: array<u32>;
@group(0) @binding(1) var<storage, read> barState: array<f32>;
@group(0) @binding(2) var<storage, read> message: array<Stored>;
@group(0) @binding(3) var<storage, read_write> features: array<Stored>;

fn told(channel: u32, mover: u32) -> f32 {
  return unpackOne(message[(channel / 4u) * kinds + mover], channel % 4u);
}

fn feature(channel: u32, cell: u32) -> f32 {
  // Channels below the start of a part wrap to large numbers, above its size.
  var i = channel - barCodeAt;
  if (i < barCodeSize) { return barState[state[barAt(cell)] * stateChannels + i]; }
  i = channel - barPlaceAt;
  if (i < barPlaceSize) { return select(0.0, 1.0, i == cell); }
  i = channel - barPlayerAt;
  if (i < barPlayerSize) { return told(i, 0u); }
  i = channel - barOthersAt;
  if (i >= barOthersSize) { return 0.0; }
  var most = told(i, min(1u, kinds - 1u));
  for (var mover = 2u; mover < kinds; mover++) { most = max(most, told(i, mover)); }
  return most;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let blocks = (barFeatures + 3u) / 4u;
  if (id.x >= blocks * barCells) { return; }
  let cell = id.x % barCells;
  let channel = 4u * (id.x / barCells);
  features[id.x] = pack(vec4f(
    feature(channel, cell),
    feature(channel + 1u, cell),
    feature(channel + 2u, cell),
    feature(channel + 3u, cell),
  ));
}
