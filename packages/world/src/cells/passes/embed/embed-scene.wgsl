// uses: state window stored
// Input of the network `scene`: the look embedding of each cell in and around a window.
struct Params {
  // Cell that the map starts with, relative to the one at the window's corner; in cells of the world if `fixed`.
  first: vec2i,
  size: vec2u,
  fixed: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> state: array<u32>;
@group(0) @binding(2) var<storage, read> cellLook: array<f32>;
@group(0) @binding(3) var<storage, read_write> codes: array<Stored>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let count = params.size.x * params.size.y;
  if (id.x >= count * (lookChannels / 4u)) { return; }
  let place = id.x % count;
  var first = params.first;
  if (params.fixed == 0u) { first += windowCorner(state[moverAt(0u)], state[moverAt(0u) + 1u]); }
  let code = state[cellAt(first.x + i32(place % params.size.x), first.y + i32(place / params.size.x))];
  let at = code * lookChannels + 4u * (id.x / count);
  codes[id.x] = pack(vec4f(cellLook[at], cellLook[at + 1u], cellLook[at + 2u], cellLook[at + 3u]));
}
