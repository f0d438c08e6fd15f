// Limits a drawn picture to the alpha of its source: blended with the operation `min` over an opaque picture, whose colours
// are premultiplied, it leaves alpha, and colours no brighter than alpha.

@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var linearSampler: sampler;

struct Corner {
  @builtin(position) position: vec4f,
  @location(0) uv: vec2f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32) -> Corner {
  let corner = vec2f(f32((index << 1u) & 2u), f32(index & 2u));
  return Corner(vec4f(corner * 2.0 - 1.0, 0.0, 1.0), vec2f(corner.x, 1.0 - corner.y));
}

@fragment
fn fragment(@location(0) uv: vec2f) -> @location(0) vec4f {
  return vec4f(textureSampleLevel(source, linearSampler, uv, 0.0).a);
}
