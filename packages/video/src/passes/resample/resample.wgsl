// uses: fullscreen
// One axis of a separable filter. `table` holds, for each output along the axis, the first source texel and then the
// weights, all as floats: windowed sinc, widened where the picture shrinks (resample-table.ts).
// `main` stores, `fragment` draws, the same numbers.

override vertical: bool = false;
/** Strength of the clamp to the range of the two nearest source texels: 0 is the plain filter, 1 removes all ringing. */
override antiring: f32 = 0.0;

@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var<storage, read> table: array<f32>;
@group(0) @binding(2) var result: Stored;

fn texelAt(along: i32, across: i32) -> vec3f {
  let last = vec2i(textureDimensions(source)) - 1;
  let at = select(vec2i(along, across), vec2i(across, along), vertical);
  return textureLoad(source, clamp(at, vec2i(), last), 0).rgb;
}

fn resampled(pixel: vec2u, outputs: u32) -> vec3f {
  let index = select(pixel.x, pixel.y, vertical);
  let across = i32(select(pixel.y, pixel.x, vertical));
  let stride = arrayLength(&table) / outputs;
  let row = index * stride;
  let first = i32(table[row]);
  let taps = stride - 1u;
  var sum = vec3f();
  for (var i = 0u; i < taps; i++) { sum += table[row + 1u + i] * texelAt(first + i32(i), across); }
  if (antiring == 0.0) { return sum; }
  let size = textureDimensions(source);
  let inputs = f32(select(size.x, size.y, vertical));
  if (inputs >= f32(outputs)) { return sum; }
  let nearest = i32(floor((f32(index) + 0.5) * inputs / f32(outputs) - 0.5));
  let a = texelAt(nearest, across);
  let b = texelAt(nearest + 1, across);
  return mix(sum, clamp(sum, min(a, b), max(a, b)), antiring);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (any(id.xy >= size)) { return; }
  textureStore(result, id.xy, vec4f(resampled(id.xy, select(size.x, size.y, vertical)), 1.0));
}

@group(0) @binding(2) var<uniform> targetSize: vec2u;

@fragment
fn fragment(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let outputs = select(targetSize.x, targetSize.y, vertical);
  return vec4f(clamp(resampled(vec2u(position.xy), outputs), vec3f(), vec3f(1.0)), 1.0);
}
