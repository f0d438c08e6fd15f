// Offset of the window in the world, pixels; may be negative.
fn windowStart(x: u32, y: u32) -> vec2i {
  return vec2i(i32(x), i32(y)) * unitPixels - anchor;
}

// Cell at the corner of the window.
fn windowCorner(x: u32, y: u32) -> vec2i {
  let start = windowStart(x, y);
  return vec2i(divide(start.x, cellPixels), divide(start.y, cellPixels));
}
