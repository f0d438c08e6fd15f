// What every layer knows of the sizes that it runs at.

struct Grid {
  size: vec2u,    // pixels of the output; of a convolution, those that its kernel slides over
  row: u32,       // first row of the output that is computed, and how many
  rows: u32,
  input: vec2u,   // pixels of the first input
}
@group(0) @binding(0) var<uniform> grid: Grid;

// The place whose mirror is `at`: without repeating the edge, as PyTorch's `reflect`.
fn mirrored(at: vec2i, size: vec2i) -> vec2i { return min(abs(at), 2 * (size - 1) - at); }
