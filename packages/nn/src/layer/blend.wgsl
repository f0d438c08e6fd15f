// Weights between two ends: single numbers, or pairs of halves.

@group(0) @binding(0) var<storage, read> start: array<u32>;
@group(0) @binding(1) var<storage, read> end: array<u32>;
@group(0) @binding(2) var<storage, read> amount: array<f32>;
@group(0) @binding(3) var<storage, read_write> blended: array<u32>;

override halves: bool;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&blended)) { return; }
  let share = clamp(amount[0], 0.0, 1.0);
  let a = start[id.x];
  let b = end[id.x];
  if (halves) {
    blended[id.x] = pack2x16float(mix(unpack2x16float(a), unpack2x16float(b), share));
  } else {
    blended[id.x] = bitcast<u32>(mix(bitcast<f32>(a), bitcast<f32>(b), share));
  }
}
