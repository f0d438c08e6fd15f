// uses: stored
// Levels of the memory as numbers from −1 to 1.
@group(0) @binding(0) var<storage, read> state: array<u32>;
@group(0) @binding(1) var<storage, read_write> memory: array<Stored>;

override memoryStart = 0u;
override memoryWords = 0u;
override levels = 2u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= memoryWords) { return; }
  let word = state[memoryStart + id.x];
  let numbers = vec4f((vec4u(word) >> vec4u(0u, 8u, 16u, 24u)) & vec4u(255u));
  memory[id.x] = pack(numbers / f32(levels - 1u) * 2.0 - 1.0);
}
