// uses: numbers grid
// Rounding to evenly spaced levels, ties to the even one.

@group(0) @binding(1) var<storage, read> input: array<Stored>;
@group(0) @binding(2) var<storage, read_write> output: array<Stored>;

override low = 0.0;      // the lowest level; the highest is 1
override steps = 1.0;    // from the lowest level to the highest

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (isOutside(id)) { return; }
  let at = elementOf(id);
  let share = (clamp(vec4f(unpack(input[at])), vec4f(low), vec4f(1.0)) - low) / (1.0 - low);
  output[at] = pack(round(share * steps) / steps * (1.0 - low) + low);
}
