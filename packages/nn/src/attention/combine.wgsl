// uses: number matrix shape
// The splits of decode.wgsl put together: a workgroup takes a head, an invocation a block of it.

@group(0) @binding(1) var<storage, read> partials: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> output: array<Stored>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) index: u32, @builtin(workgroup_id) group: vec3u) {
  let head = group.x;
  let first = head * parameters.splitCount;
  let pitch = headBlocks + 1;
  var top = lowest;
  for (var i = 0u; i < parameters.splitCount; i++) { top = max(top, partials[(first + i) * pitch + headBlocks].x); }
  for (var block = index; block < headBlocks; block += 64) {
    var sum = vec4f();
    var total = 0.0;
    for (var i = 0u; i < parameters.splitCount; i++) {
      let found = partials[(first + i) * pitch + headBlocks];
      let factor = exp(found.x - top);
      sum += factor * partials[(first + i) * pitch + block];
      total += factor * found.y;
    }
    let at = blockIndex(parameters.output, parameters.rows.x, head * headBlocks + block);
    output[at] = pack(sum * select(0.0, 1.0 / total, total > 0.0));
  }
}
