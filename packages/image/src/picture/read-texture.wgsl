// A texture as a picture of floats: four channels a pixel, −1 to 1, as networks read it.

override width = 1u;
override height = 1u;

@group(0) @binding(0) var texture: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> picture: array<vec4f>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= width || id.y >= height) { return; }
  picture[id.y * width + id.x] = textureLoad(texture, id.xy, 0) * 2 - 1;
}
