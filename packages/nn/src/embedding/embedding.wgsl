// uses: number matrix weights
// Rows of a table by their numbers, four columns for each invocation.

struct Parameters {
  output: vec2u,
  rows: vec2u,          // first, end
  firstId: u32,         // where the number of row 0 stands
  entries: u32,
  blocks: u32,
  units: u32,           // of 16 bytes in an entry
  weightBase: u32,
  scale: f32,
  // Entries that are bound: first, end. Of the rest rows stay as they are; beyond the table they are zero.
  bound: vec2u,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(3) var<storage, read> ids: array<u32>;
@group(0) @binding(4) var<storage, read_write> output: array<Stored>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = parameters.rows.x + id.y;
  if (id.x >= parameters.blocks || row >= parameters.rows.y) { return; }
  let entry = ids[parameters.firstId + row];
  let isBeyond = entry >= parameters.entries;
  if (!isBeyond && (entry < parameters.bound.x || entry >= parameters.bound.y)) { return; }
  var v = vec4f();
  if (!isBeyond) { v = parameters.scale * weightAt(entry, id.x); }
  output[blockIndex(parameters.output, row, id.x)] = pack(v);
}
