// uses: shape
// Keys and values as rows of matrices.
@group(0) @binding(1) var<storage, read> keys: array<Stored>;
@group(0) @binding(2) var<storage, read> values: array<Stored>;

fn keyIndex(head: u32, position: u32) -> u32 { return blockIndex(parameters.keys, position, head * headBlocks); }
fn valueIndex(head: u32, position: u32) -> u32 { return blockIndex(parameters.values, position, head * headBlocks); }
