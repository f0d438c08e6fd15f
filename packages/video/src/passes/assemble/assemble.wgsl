// uses: fullscreen
// Twice the size: Catmull-Rom (Keys' cubic, a = -1/2) for colour, plus the predicted luma residual. Adding the same
// residual to red, green and blue changes luma alone. `head` has four halves per source pixel, for the sub-pixels
// (0,0) (1,0) (0,1) (1,1). `main` stores, `fragment` draws, the same numbers.

@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var<storage, read> head: array<vec2u>;
@group(0) @binding(2) var result: Stored;

/** Weights of four taps for a position a quarter after the second; for three quarters they are read backwards. */
const cubic = vec4f(-0.0703125, 0.8671875, 0.2265625, -0.0234375);

fn assembled(pixel: vec2u) -> vec3f {
  let size = vec2i(textureDimensions(source));
  let at = vec2i(pixel / 2u);
  let sub = pixel % 2u;
  let first = at - 2 + vec2i(sub);
  let wx = select(cubic.wzyx, cubic, sub.x == 1u);
  let wy = select(cubic.wzyx, cubic, sub.y == 1u);
  var sum = vec3f();
  for (var y = 0; y < 4; y++) {
    var line = vec3f();
    for (var x = 0; x < 4; x++) {
      let place = clamp(first + vec2i(x, y), vec2i(), size - 1);
      line += wx[x] * textureLoad(source, place, 0).rgb;
    }
    sum += wy[y] * line;
  }
  let packed = head[at.y * size.x + at.x];
  let pair = unpack2x16float(select(packed.x, packed.y, sub.y == 1u));
  return clamp(sum + select(pair.x, pair.y, sub.x == 1u), vec3f(), vec3f(1.0));
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= textureDimensions(result))) { return; }
  textureStore(result, id.xy, vec4f(assembled(id.xy), 1.0));
}

@fragment
fn fragment(@builtin(position) position: vec4f) -> @location(0) vec4f {
  return vec4f(assembled(vec2u(position.xy)), 1.0);
}
