// A level's state: whole numbers in one buffer. [step, seed, movers · (x, y, look), codes of the bar, codes of the cells]
fn moverAt(mover: u32) -> u32 { return moversStart + 3u * mover; }
fn barAt(cell: u32) -> u32 { return barStart + cell; }

// Cells of a world whose edges meet.
fn cellAt(x: i32, y: i32) -> u32 {
  return cellsStart + u32(wrap(y, rows) * columns + wrap(x, columns));
}
fn wrap(value: i32, around: i32) -> i32 { return ((value % around) + around) % around; }

// The short way round, from −around / 2, between places inside the world.
fn offset(start: i32, end: i32, around: i32) -> i32 {
  let way = end - start;
  let half = around / 2;
  return way - select(0, around, way >= around - half) + select(0, around, way < -half);
}

// Rounded down. Exact below 2^20; a division of floats is one of a few instructions, one of integers many.
fn divide(value: i32, by: i32) -> i32 { return i32(floor((f32(value) + 0.5) / f32(by))); }
