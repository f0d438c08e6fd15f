// uses: shape
// Keys and values in pages of 64 positions, [page][head][position]; a table tells which page holds which positions.
@group(0) @binding(1) var<storage, read> keys: array<Stored>;
@group(0) @binding(2) var<storage, read> values: array<Stored>;
@group(0) @binding(3) var<storage, read> pages: array<u32>;

fn keyIndex(head: u32, position: u32) -> u32 {
  return ((pages[position / 64] * (heads / ratio) + head) * 64 + position % 64) * headBlocks;
}
fn valueIndex(head: u32, position: u32) -> u32 { return keyIndex(head, position); }
