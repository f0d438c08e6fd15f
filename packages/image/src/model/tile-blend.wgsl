// uses: numbers
// Adds a decoded tile to a picture. Where tiles overlap their weights are ramps that add up to 1.

struct Parameters {
  origin: vec2u,
  // Pixels of the ramps at the left and right, and at the top and bottom; 0 at the edges of the picture.
  across: vec2f,
  down: vec2f,
}

override width = 1u; // of the picture
override tileWidth = 1u;
override tileHeight = 1u;
override scale = 1.0;
override offset = 0.0;

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> tile: array<Stored>;
@group(0) @binding(2) var<storage, read_write> picture: array<vec4f>;

fn weight(at: u32, length: u32, ramps: vec2f) -> f32 {
  let fromEnd = f32(at) - (f32(length) - ramps.y);
  var w = 1.0;
  if (ramps.x > 0) { w = min(w, f32(at) / ramps.x); }
  if (ramps.y > 0) { w = min(w, 1 - fromEnd / ramps.y); }
  return saturate(w);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= tileWidth || id.y >= tileHeight) { return; }
  let w = weight(id.x, tileWidth, parameters.across) * weight(id.y, tileHeight, parameters.down);
  let value = vec4f(unpack(tile[id.y * tileWidth + id.x])) * scale + offset;
  let p = parameters.origin + id.xy;
  picture[p.y * width + p.x] += w * value;
}
