// uses: state stored
// Input of the network `barScene`: the look embedding of each code of the bar.
@group(0) @binding(0) var<storage, read> state: array<u32>;
@group(0) @binding(1) var<storage, read> barLook: array<f32>;
@group(0) @binding(2) var<storage, read_write> codes: array<Stored>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= barCells * (lookChannels / 4u)) { return; }
  let at = state[barAt(id.x % barCells)] * lookChannels + 4u * (id.x / barCells);
  codes[id.x] = pack(vec4f(barLook[at], barLook[at + 1u], barLook[at + 2u], barLook[at + 3u]));
}
