// The state of a level: u32 words in one buffer, [step, seed, movers · (x, y, look), codes of the bar, codes of the cells].
// A position is in units, an integer fraction of a cell; a look is the number of a mover's appearance.
fn moverAt(mover: u32) -> u32 { return moversStart + 3u * mover; }
fn barAt(cell: u32) -> u32 { return barStart + cell; }

// Index of a cell; the world is a torus.
fn cellAt(x: i32, y: i32) -> u32 {
  return cellsStart + u32(wrap(y, rows) * columns + wrap(x, columns));
}
fn wrap(value: i32, around: i32) -> i32 { return ((value % around) + around) % around; }

// Shortest signed distance on the torus, from −around / 2; both positions lie inside the world.
fn offset(start: i32, end: i32, around: i32) -> i32 {
  let way = end - start;
  let half = around / 2;
  return way - select(0, around, way >= around - half) + select(0, around, way < -half);
}

// Floor division, exact below 2^20. Division of floats takes a few instructions, of integers many.
fn divide(value: i32, by: i32) -> i32 { return i32(floor((f32(value) + 0.5) / f32(by))); }
