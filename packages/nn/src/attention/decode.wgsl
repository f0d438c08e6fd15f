// uses: number matrix shape keys
// Attention of one query: a workgroup takes `groupHeads` query heads that share a key head, and a split of the keys, 64
// at a time. What it finds, unnormalised sums with their largest score and total, is combined by combine.wgsl.

@group(0) @binding(4) var<storage, read> queries: array<Stored>;
@group(0) @binding(5) var<storage, read_write> partials: array<vec4f>;   // [head][split][sums of the head, (top, total)]

const threads = 64u;
// Each invocation sums every `keyLanes`th key for one block of the head, or all keys for several blocks.
const keyLanes = max(1u, threads / headBlocks);
const perThread = (headBlocks + threads - 1) / threads;

var<workgroup> query: array<vec4f, groupHeads * headBlocks>;
var<workgroup> scores: array<f32, groupHeads * threads>;
var<workgroup> tops: array<f32, groupHeads * threads>;
var<workgroup> meeting: array<vec4f, threads>;

@compute @workgroup_size(threads)
fn main(@builtin(local_invocation_index) index: u32, @builtin(workgroup_id) group: vec3u) {
  let firstHead = group.y * groupHeads;
  let head = firstHead / ratio;
  let row = parameters.rows.x;
  let split = parameters.firstSplit + group.x;
  let low = firstKey(parameters.position + row);
  let end = min(endKey(parameters.position + row), (split + 1) * parameters.splitKeys);
  let start = max(split * parameters.splitKeys, low / threads * threads);
  for (var i = index; i < groupHeads * headBlocks; i += threads) {
    query[i] = vec4f(unpack(queries[blockIndex(parameters.queries, row, firstHead * headBlocks + i)])) * parameters.scale;
  }
  let lane = select(0u, index / headBlocks, headBlocks <= threads);
  let firstBlock = select(index, index % headBlocks, headBlocks <= threads);
  var top: array<f32, groupHeads>;
  var total: array<f32, groupHeads>;
  var sums: array<vec4f, groupHeads * perThread>;
  for (var g = 0u; g < groupHeads; g++) { top[g] = lowest; total[g] = 0.0; }
  for (var i = 0u; i < groupHeads * perThread; i++) { sums[i] = vec4f(); }
  for (var first = start; first < end; first += threads) {
    workgroupBarrier();
    let key = first + index;
    let seen = key >= low && key < end;
    var s: array<f32, groupHeads>;
    for (var g = 0u; g < groupHeads; g++) { s[g] = 0.0; }
    let keyStart = keyIndex(head, select(low, key, seen));
    for (var block = 0u; block < parameters.blocks; block++) {
      let k = vec4f(unpack(keys[keyStart + block]));
      for (var g = 0u; g < groupHeads; g++) { s[g] += dot(query[g * headBlocks + block], k); }
    }
    for (var g = 0u; g < groupHeads; g++) {
      s[g] = select(lowest, s[g], seen);
      tops[g * threads + index] = s[g];
    }
    for (var span = threads / 2; span > 0; span /= 2) {
      workgroupBarrier();
      for (var g = 0u; g < groupHeads; g++) {
        let at = g * threads + index;
        if (index < span) { tops[at] = max(tops[at], tops[at + span]); }
      }
    }
    workgroupBarrier();
    for (var g = 0u; g < groupHeads; g++) {
      let newTop = max(top[g], tops[g * threads]);
      let shrink = exp(top[g] - newTop);
      let weight = select(0.0, exp(s[g] - newTop), seen);
      top[g] = newTop;
      total[g] = total[g] * shrink + weight;
      scores[g * threads + index] = weight;
      for (var i = 0u; i < perThread; i++) { sums[g * perThread + i] *= shrink; }
    }
    workgroupBarrier();
    let keyFrom = max(low, first) - first;
    let keyEnd = min(threads, end - first);
    if (lane < keyLanes) {
      for (var k = keyFrom + lane; k < keyEnd; k += keyLanes) {
        let valueStart = valueIndex(head, first + k);
        for (var i = 0u; i < perThread; i++) {
          let v = vec4f(unpack(values[valueStart + min(firstBlock + i * threads, headBlocks - 1)]));
          for (var g = 0u; g < groupHeads; g++) { sums[g * perThread + i] += scores[g * threads + k] * v; }
        }
      }
    }
  }
  for (var g = 0u; g < groupHeads; g++) {
    let at = ((firstHead + g) * parameters.splitCount + split) * (headBlocks + 1);
    for (var i = 0u; i < perThread; i++) {
      workgroupBarrier();
      meeting[index] = sums[g * perThread + i];
      workgroupBarrier();
      let block = firstBlock + i * threads;
      if (lane == 0 && block < headBlocks) {
        var sum = meeting[index];
        for (var k = 1u; k < keyLanes; k++) { sum += meeting[index + k * headBlocks]; }
        partials[at + block] = sum;
      }
    }
    workgroupBarrier();
    meeting[index] = vec4f(total[g]);
    for (var span = threads / 2; span > 0; span /= 2) {
      workgroupBarrier();
      if (index < span) { meeting[index] += meeting[index + span]; }
    }
    if (index == 0) { partials[at + headBlocks] = vec4f(top[g], meeting[0].x, 0.0, 0.0); }
  }
}
