// The level's picture on a canvas of any size: the largest whole picture that fits, its pixels square and sharp.
@group(0) @binding(0) var picture: texture_2d<f32>;

struct Corner {
  @builtin(position) position: vec4f,
  @location(0) uv: vec2f,
}

@vertex
fn corner(@builtin(vertex_index) i: u32) -> Corner {
  let uv = vec2f(f32(i & 1u), f32(i >> 1u)) * 2.0;
  return Corner(vec4f(uv.x * 2.0 - 1.0, 1.0 - uv.y * 2.0, 0.0, 1.0), uv);
}

@fragment
fn pixel(corner: Corner) -> @location(0) vec4f {
  let size = vec2f(textureDimensions(picture));
  // Within half a screen pixel of an edge between two pixels, a bit of both.
  let at = corner.uv * size;
  let width = fwidth(at);
  let edge = floor(at + 0.5);
  let place = edge + clamp((at - edge) / max(width, vec2f(1e-6)), vec2f(-0.5), vec2f(0.5)) - 0.5;
  let low = floor(place);
  let share = place - low;
  let most = vec2i(size) - 1;
  let a = textureLoad(picture, clamp(vec2i(low), vec2i(0), most), 0);
  let b = textureLoad(picture, clamp(vec2i(low) + vec2i(1, 0), vec2i(0), most), 0);
  let c = textureLoad(picture, clamp(vec2i(low) + vec2i(0, 1), vec2i(0), most), 0);
  let d = textureLoad(picture, clamp(vec2i(low) + vec2i(1, 1), vec2i(0), most), 0);
  return mix(mix(a, b, share.x), mix(c, d, share.x), share.y);
}
