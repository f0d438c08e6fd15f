// uses: stored
// The memory's numbers as levels, and one step more.
@group(0) @binding(0) var<storage, read> memory: array<Stored>;
@group(0) @binding(1) var<storage, read_write> state: array<u32>;

override memoryStart = 0u;
override memoryWords = 0u;
override levels = 2u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x == 0u) { state[0] += 1u; }
  if (id.x >= memoryWords) { return; }
  let share = clamp(unpack(memory[id.x]) * 0.5 + 0.5, vec4f(), vec4f(1.0));
  let numbers = vec4u(round(share * f32(levels - 1u))) << vec4u(0u, 8u, 16u, 24u);
  state[memoryStart + id.x] = numbers.x | numbers.y | numbers.z | numbers.w;
}
