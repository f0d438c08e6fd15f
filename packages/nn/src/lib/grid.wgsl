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

// One invocation for each pixel of the rows, and z for each block of four channels.
fn isOutside(id: vec3u) -> bool { return id.x >= grid.size.x || id.y >= grid.rows; }
fn pixelOf(id: vec3u) -> vec2u { return vec2u(id.x, grid.row + id.y); }
fn elementOf(id: vec3u) -> u32 { return (id.z * grid.size.y + grid.row + id.y) * grid.size.x + id.x; }
fn inputElement(block: u32, pixel: vec2u) -> u32 { return (block * grid.input.y + pixel.y) * grid.input.x + pixel.x; }
