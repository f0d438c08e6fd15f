// uses: numbers grid classes
// The channel with the largest number of each pixel; of equal ones the first. Pixels are taken as one row.

@group(0) @binding(1) var<storage, read> input: array<Stored>;
@group(0) @binding(2) var<storage, read_write> output: array<u32>;

override channels = 1u;
const workers = 64u;

fn largestAt(pixel: u32, count: u32) -> u32 {
  var best = 0u;
  var most = f32(unpack(input[pixel]).x);
  for (var block = 0u; block * 4 < channels; block++) {
    let v = vec4f(unpack(input[block * count + pixel]));
    for (var lane = 0u; lane < 4; lane++) {
      let channel = 4 * block + lane;
      if (channel < channels && v[lane] > most) {
        most = v[lane];
        best = channel;
      }
    }
  }
  return best;
}

@compute @workgroup_size(workers)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let count = grid.size.x * grid.size.y;
  let word = id.y * groups.x * workers + id.x;
  if (word > wordOf(count - 1)) { return; }
  if (bytes) {
    var packed = 0u;
    for (var i = 0u; i < 4; i++) {
      if (4 * word + i < count) { packed |= largestAt(4 * word + i, count) << (8 * i); }
    }
    output[word] = packed;
  } else {
    output[word] = largestAt(word, count);
  }
}
