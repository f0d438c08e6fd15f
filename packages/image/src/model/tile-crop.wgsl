// uses: numbers
// A part of a sample as a map of its own, times a factor and with an offset.

struct Parameters { origin: vec2u }

override width = 1u; // of the sample
override height = 1u;
override tileWidth = 1u;
override tileHeight = 1u;
override blocks = 1u;
override scale = 1.0;
override offset = 0.0;

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> sample: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> map: array<Stored>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= tileWidth || id.y >= tileHeight || id.z >= blocks) { return; }
  let p = parameters.origin + id.xy;
  let value = sample[(id.z * height + p.y) * width + p.x];
  map[(id.z * tileHeight + id.y) * tileWidth + id.x] = pack(value * scale + offset);
}
