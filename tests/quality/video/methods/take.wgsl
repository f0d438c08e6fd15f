// Any texture of floats as bytes in rows, ready to be read.

@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> bytes: array<u32>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(picture);
  if (any(id.xy >= size)) { return; }
  let c = textureLoad(picture, id.xy, 0);
  bytes[id.y * size.x + id.x] = pack4x8unorm(vec4f(c.rgb, 1.0));
}
