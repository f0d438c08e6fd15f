// The colour of each pixel's class.
@group(0) @binding(0) var<storage, read> state: array<u32>;
@group(0) @binding(1) var<storage, read> palette: array<vec4f>;
@group(0) @binding(2) var picture: texture_storage_2d<rgba8unorm, write>;

override pictureStart = 0u;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(picture);
  if (any(id.xy >= size)) { return; }
  let pixel = id.y * size.x + id.x;
  let number = extractBits(state[pictureStart + pixel / 4u], 8u * (pixel % 4u), 8u);
  textureStore(picture, id.xy, palette[number]);
}
