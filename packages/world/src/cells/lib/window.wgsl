// The window onto the world: pixels from the world's corner to the window's, which may be negative.
fn windowStart(x: u32, y: u32) -> vec2i {
  return vec2i(i32(x), i32(y)) * unitPixels - anchor;
}

// The cell at the window's corner.
fn windowCorner(x: u32, y: u32) -> vec2i {
  let start = windowStart(x, y);
  return vec2i(divide(start.x, cellPixels), divide(start.y, cellPixels));
}
