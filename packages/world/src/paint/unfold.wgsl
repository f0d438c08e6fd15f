// uses: stored
// Channels as pixels: channel (c · scale + dy) · scale + dx of a pixel is colour c of pixel (scale · x + dx, scale · y + dy).
@group(0) @binding(0) var<storage, read> channels: array<Stored>;
@group(0) @binding(1) var picture: texture_storage_2d<rgba8unorm, write>;

override scale = 1u;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(picture);
  if (any(id.xy >= size)) { return; }
  let area = size.x * size.y / (scale * scale);
  let pixel = id.y / scale * (size.x / scale) + id.x / scale;
  let part = id.y % scale * scale + id.x % scale;
  var color = vec4f(1.0);
  for (var c = 0u; c < 3u; c++) {
    let channel = c * scale * scale + part;
    color[c] = unpackOne(channels[channel / 4u * area + pixel], channel % 4u);
  }
  textureStore(picture, id.xy, color);
}
