// uses: state stored
// The remembered cells of the whole world as one picture, with the movers on it.
@group(0) @binding(0) var<storage, read> state: array<u32>;
@group(0) @binding(1) var<storage, read> scene: array<Stored>;
@group(0) @binding(2) var<storage, read> sprites: array<Stored>;
@group(0) @binding(3) var picture: texture_storage_2d<rgba8unorm, write>;

const area = u32(cellPixels * cellPixels);
const spriteArea = u32(spritePixels * spritePixels);
const size = vec2i(columns, rows);

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let place = vec2i(id.xy);
  if (any(place >= size * cellPixels)) { return; }
  // The map has one more cell on each side.
  let cell = u32((place.y / cellPixels + 1) * (columns + 2) + place.x / cellPixels + 1);
  let at = u32((place.y % cellPixels) * cellPixels + place.x % cellPixels);
  let count = u32((columns + 2) * (rows + 2));
  var color: vec3f;
  for (var channel = 0u; channel < 3u; channel++) {
    let c = channel * area + at;
    color[channel] = unpackOne(scene[(c / 4u) * count + cell], c % 4u);
  }
  for (var i = 0u; i < kinds; i++) {
    let mover = (i + 1u) % kinds;
    let border = (spritePixels - cellPixels) / 2;
    let start = vec2i(i32(state[moverAt(mover)]), i32(state[moverAt(mover) + 1u])) * unitPixels - border;
    let inside = vec2i(wrap(place.x - start.x, columns * cellPixels), wrap(place.y - start.y, rows * cellPixels));
    if (any(inside >= vec2i(spritePixels))) { continue; }
    let pixel = u32(inside.y * spritePixels + inside.x);
    var sprite: vec4f;
    for (var channel = 0u; channel < 4u; channel++) {
      let c = channel * spriteArea + pixel;
      sprite[channel] = unpackOne(sprites[(c / 4u) * kinds + mover], c % 4u);
    }
    color = mix(color, sprite.rgb, sprite.a);
  }
  textureStore(picture, id.xy, vec4f(color, 1.0));
}
