// A level's state: whole numbers in one buffer. [step, seed, movers · (x, y, look), codes of the bar, codes of the cells]
fn moverAt(mover: u32) -> u32 { return moversStart + 3u * mover; }
fn barAt(cell: u32) -> u32 { return barStart + cell; }

// Cells of a world whose edges meet.
fn cellAt(x: i32, y: i32) -> u32 {
  return cellsStart + u32(wrap(y, rows) * columns + wrap(x, columns));
}
fn wrap(value: i32, around: i32) -> i32 { return ((value % around) + around) % around; }

// The short way round, from −around / 2.
fn offset(start: i32, end: i32, around: i32) -> i32 {
  return wrap(end - start + around / 2, around) - around / 2;
}
