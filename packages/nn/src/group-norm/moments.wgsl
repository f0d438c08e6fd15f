// uses: numbers grid combine
// Mean and sum of squared deviations of a chunk of pixels, for each channel: a workgroup for each chunk and block. Each
// worker goes by Welford's method.

@group(0) @binding(1) var<storage, read> input: array<Stored>;
@group(0) @binding(2) var<storage, read_write> moments: array<vec4f>;   // [block][chunk][mean, squares]

@compute @workgroup_size(workers)
fn main(
  @builtin(local_invocation_index) worker: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let pixels = grid.input.x * grid.input.y;
  let length = (pixels + groups.x - 1) / groups.x;
  let end = min((group.x + 1) * length, pixels);
  var own = Moments();
  for (var i = group.x * length + worker; i < end; i += workers) {
    let v = vec4f(unpack(input[group.z * pixels + i]));
    own.count += 1.0;
    let change = v - own.mean;
    own.mean += change / own.count;
    own.squares += change * (v - own.mean);
  }
  let all = combineAll(worker, own);
  if (worker == 0) {
    let at = 2 * (group.z * groups.x + group.x);
    moments[at] = all.mean;
    moments[at + 1] = all.squares;
  }
}
