// The channels of the memory side by side, from blue at the lowest level to yellow at the highest.
@group(0) @binding(0) var<storage, read> state: array<u32>;
@group(0) @binding(1) var picture: texture_storage_2d<rgba8unorm, write>;

override memoryStart = 0u;
override width = 1u;
override height = 1u;
override columns = 1u;
override levels = 2u;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= textureDimensions(picture))) { return; }
  let channel = id.y / height * columns + id.x / width;
  let pixel = id.y % height * width + id.x % width;
  let word = state[memoryStart + channel / 4u * width * height + pixel];
  let share = f32(extractBits(word, 8u * (channel % 4u), 8u)) / f32(levels - 1u);
  textureStore(picture, id.xy, vec4f(mix(vec3f(0.1, 0.15, 0.35), vec3f(1.0, 0.9, 0.45), share), 1.0));
}
