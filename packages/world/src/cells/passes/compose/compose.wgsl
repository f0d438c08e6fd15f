// uses: state window stored
// The picture: the scene cropped to the window, sprites blended over it by their masks (the player last), the bar on top.
@group(0) @binding(0) var<storage, read> state: array<u32>;
@group(0) @binding(1) var<storage, read> scene: array<Stored>;
@group(0) @binding(2) var<storage, read> sprites: array<Stored>;
@group(0) @binding(3) var<storage, read> bar: array<Stored>;
@group(0) @binding(4) var picture: texture_storage_2d<rgba8unorm, write>;

const area = u32(cellPixels * cellPixels);
const spriteArea = u32(spritePixels * spritePixels);

fn sceneValue(channel: u32, cell: u32) -> f32 {
  return unpackOne(scene[(channel / 4u) * windowCells.x * windowCells.y + cell], channel % 4u);
}
fn spriteValue(channel: u32, mover: u32) -> f32 {
  return unpackOne(sprites[(channel / 4u) * kinds + mover], channel % 4u);
}
fn barValue(channel: u32, cell: u32) -> f32 {
  return unpackOne(bar[(channel / 4u) * barCells + cell], channel % 4u);
}

fn barColor(x: u32, y: u32) -> vec3f {
  let side = u32(cellPixels);
  let cell = (y / side) * (frame.x / side) + x / side;
  let at = (y % side) * side + x % side;
  return vec3f(barValue(at, cell), barValue(area + at, cell), barValue(2u * area + at, cell));
}

fn sceneColor(x: i32, y: i32) -> vec3f {
  let player = moverAt(0u);
  let start = windowStart(state[player], state[player + 1u]);
  // The map starts one cell before the window's corner.
  let place = vec2i(x, y) + start - (windowCorner(state[player], state[player + 1u]) - 1) * cellPixels;
  let column = divide(place.x, cellPixels);
  let row = divide(place.y, cellPixels);
  let cell = u32(row) * windowCells.x + u32(column);
  let at = u32((place.y - row * cellPixels) * cellPixels + place.x - column * cellPixels);
  return vec3f(sceneValue(at, cell), sceneValue(area + at, cell), sceneValue(2u * area + at, cell));
}

fn over(below: vec3f, mover: u32, x: i32, y: i32) -> vec3f {
  let player = moverAt(0u);
  let at = moverAt(mover);
  let way = vec2i(
    offset(i32(state[player]), i32(state[at]), columns * units),
    offset(i32(state[player + 1u]), i32(state[at + 1u]), rows * units),
  );
  let place = vec2i(x, y) - (anchor + way * unitPixels - (spritePixels - cellPixels) / 2);
  if (any(place < vec2i(0)) || any(place >= vec2i(spritePixels))) { return below; }
  let i = u32(place.y * spritePixels + place.x);
  let color = vec3f(
    spriteValue(i, mover),
    spriteValue(spriteArea + i, mover),
    spriteValue(2u * spriteArea + i, mover),
  );
  return mix(below, color, spriteValue(3u * spriteArea + i, mover));
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= frame)) { return; }
  let split = barRows * u32(cellPixels);
  var color: vec3f;
  if (id.y < split) {
    color = barColor(id.x, id.y);
  } else {
    let x = i32(id.x);
    let y = i32(id.y - split);
    color = sceneColor(x, y);
    for (var mover = 1u; mover < kinds; mover++) { color = over(color, mover, x, y); }
    color = over(color, 0u, x, y);
  }
  textureStore(picture, id.xy, vec4f(color, 1.0));
}
