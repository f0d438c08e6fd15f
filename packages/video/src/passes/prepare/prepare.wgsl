// The frame as a network's input map `frame`: red, green, blue as displayed (0 to 1), and the degradation
// level (0 to 1), as halves.

@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> frame: array<vec2u>;
@group(0) @binding(2) var<storage, read> level: f32;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(source);
  if (any(id.xy >= size)) { return; }
  let color = textureLoad(source, id.xy, 0).rgb;
  frame[id.y * size.x + id.x] = vec2u(pack2x16float(color.rg), pack2x16float(vec2f(color.b, level)));
}
