// uses: number matrix
// What the shaders of attention share. `heads`, `ratio` (query heads that share a key head), `headBlocks` (blocks of a
// head) and `causal` are constants of the operator.

struct Parameters {
  queries: vec2u,
  output: vec2u,
  keys: vec2u,
  values: vec2u,
  rows: vec2u,          // first, end
  keyCount: u32,
  position: u32,        // of the query in row 0, among the keys
  window: u32,          // keys that a query sees, its own included; a very large number for all
  firstSplit: u32,
  splitCount: u32,
  splitKeys: u32,
  scale: f32,
  blocks: u32,          // headBlocks, not known to the compiler: a loop of so many rounds must not be written out
}

@group(0) @binding(0) var<uniform> parameters: Parameters;

// Smaller than every score, and finite, so that differences are numbers.
const lowest = -1e38;

// First key that a query at this position sees.
fn firstKey(position: u32) -> u32 { return max(position + 1, parameters.window) - parameters.window; }

// One past the last key that it sees.
fn endKey(position: u32) -> u32 {
  if (causal) { return min(parameters.keyCount, position + 1); }
  return parameters.keyCount;
}
