// A matrix is blocks of four numbers; `view` holds the blocks before its first row and from one row to the next.
fn blockIndex(view: vec2u, row: u32, block: u32) -> u32 { return view.x + row * view.y + block; }
