// uses: state stored feature-block
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
  var i = channel - barCodeAt;
  if (i < barCodeSize) { return barState[state[barAt(cell)] * stateChannels + i]; }
  i = channel - barPlaceAt;
  if (i < barPlaceSize) { return hot(cell, i); }
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
  if (!isFeatureBlock(id.x, barFeatures, barCells)) { return; }
  features[id.x] = pack(featureBlock(id.x, barCells));
}
