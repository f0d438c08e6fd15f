// uses: number matrix
// Writes rows of keys and values into the pages of a cache, see page-keys.wgsl.

struct Parameters {
  keys: vec2u,
  values: vec2u,
  rows: vec2u,          // first, end
  position: u32,        // of row 0
  heads: u32,
  headBlocks: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> pages: array<u32>;
@group(0) @binding(2) var<storage, read> keys: array<Stored>;
@group(0) @binding(3) var<storage, read> values: array<Stored>;
@group(0) @binding(4) var<storage, read_write> cachedKeys: array<Stored>;
@group(0) @binding(5) var<storage, read_write> cachedValues: array<Stored>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = parameters.rows.x + id.y;
  if (id.x >= parameters.heads * parameters.headBlocks || row >= parameters.rows.y) { return; }
  let position = parameters.position + row;
  let head = id.x / parameters.headBlocks;
  let page = pages[position / 64] * parameters.heads + head;
  let at = (page * 64 + position % 64) * parameters.headBlocks + id.x % parameters.headBlocks;
  cachedKeys[at] = keys[blockIndex(parameters.keys, row, id.x)];
  cachedValues[at] = values[blockIndex(parameters.values, row, id.x)];
}
