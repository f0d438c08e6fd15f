// The window onto the world: pixels from the world's corner to the window's, which may be negative.
fn windowStart(x: u32, y: u32) -> vec2i {
  return vec2i(i32(x), i32(y)) * unitPixels - anchor;
}
fn floorDiv(value: i32, by: i32) -> i32 { return (value - wrap(value, by)) / by; }

// The cell at the window's corner.
fn windowCorner(x: u32, y: u32) -> vec2i {
  let start = windowStart(x, y);
  return vec2i(floorDiv(start.x, cellPixels), floorDiv(start.y, cellPixels));
}
