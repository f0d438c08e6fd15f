// A picture of floats as a texture: four channels a pixel, −1 to 1. Three channels are opaque; with four, colours are
// multiplied by alpha already.

override width = 1u;
override height = 1u;
override hasAlpha = true;

@group(0) @binding(0) var<storage, read> picture: array<vec4f>;
@group(0) @binding(1) var texture: texture_storage_2d<rgba8unorm, write>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= width || id.y >= height) { return; }
  let unit = saturate(0.5 + 0.5 * picture[id.y * width + id.x]);
  let alpha = select(1.0, unit.a, hasAlpha);
  textureStore(texture, id.xy, vec4f(min(unit.rgb, vec3f(alpha)), alpha));
}
