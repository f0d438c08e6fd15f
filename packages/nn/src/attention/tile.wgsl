// uses: number matrix shape keys
// Attention of many queries with an online softmax (FlashAttention, arXiv 2205.14135): a workgroup takes `queryRows`
// queries of one head and goes through the keys in tiles of `tileKeys`. Eight invocations share a query: each computes
// the scores of up to four keys of a tile and every eighth block of the result.

@group(0) @binding(4) var<storage, read> queries: array<Stored>;
@group(0) @binding(5) var<storage, read_write> output: array<Stored>;

const lanes = 8u;
const perLane = (headBlocks + lanes - 1) / lanes;
// An element more than a row has: neighbouring rows then start in different banks.
const pitch = headBlocks + 1;
const weightPitch = tileKeys + 1;

var<workgroup> queryTile: array<Stored, queryRows * pitch>;
var<workgroup> keyTile: array<Stored, tileKeys * pitch>;    // then the values
var<workgroup> weightTile: array<f32, queryRows * weightPitch>;
var<workgroup> tops: array<f32, queryRows * lanes>;

fn loadTile(index: u32, head: u32, first: u32, isValue: bool) {
  for (var i = index; i < tileKeys * headBlocks; i += lanes * queryRows) {
    let key = first + i / headBlocks;
    let block = i % headBlocks;
    var v = Stored();
    if (key < parameters.keyCount) {
      if (isValue) { v = values[valueIndex(head, key) + block]; } else { v = keys[keyIndex(head, key) + block]; }
    }
    keyTile[i / headBlocks * pitch + block] = v;
  }
}

@compute @workgroup_size(lanes, queryRows)
fn main(
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) group: vec3u,
) {
  let head = group.x;
  let lane = local.x;
  let firstRow = parameters.rows.x + group.y * queryRows;
  let lastRow = min(firstRow + queryRows, parameters.rows.y) - 1;
  let row = firstRow + local.y;
  for (var i = index; i < queryRows * headBlocks; i += lanes * queryRows) {
    let at = blockIndex(parameters.queries, min(firstRow + i / headBlocks, lastRow), head * headBlocks + i % headBlocks);
    queryTile[i / headBlocks * pitch + i % headBlocks] = queries[at];
  }
  let position = parameters.position + row;
  let low = firstKey(position);
  let high = endKey(position);
  let start = firstKey(parameters.position + firstRow) / tileKeys * tileKeys;
  let end = endKey(parameters.position + lastRow);
  var top = lowest;
  var total = 0.0;
  var sums: array<vec4f, perLane>;
  for (var i = 0u; i < perLane; i++) { sums[i] = vec4f(); }
  for (var first = start; first < end; first += tileKeys) {
    workgroupBarrier();
    loadTile(index, head / ratio, first, false);
    workgroupBarrier();
    var s = vec4f();
    for (var block = 0u; block < parameters.blocks; block++) {
      let q = vec4f(unpack(queryTile[local.y * pitch + block]));
      let at = lane * pitch + block;
      if (lane < tileKeys) { s.x += dot(q, vec4f(unpack(keyTile[at]))); }
      if (tileKeys > 8) { s.y += dot(q, vec4f(unpack(keyTile[at + (8 % tileKeys) * pitch]))); }
      if (tileKeys > 16) {
        s.z += dot(q, vec4f(unpack(keyTile[at + (16 % tileKeys) * pitch])));
        s.w += dot(q, vec4f(unpack(keyTile[at + (24 % tileKeys) * pitch])));
      }
    }
    let slots = lane + vec4u(0, 8, 16, 24);
    let seen = (slots < vec4u(tileKeys)) & (first + slots >= vec4u(low)) & (first + slots < vec4u(high));
    s = select(vec4f(lowest), s * parameters.scale, seen);
    tops[local.y * lanes + lane] = max(max(s.x, s.y), max(s.z, s.w));
    workgroupBarrier();
    var newTop = top;
    for (var i = 0u; i < lanes; i++) { newTop = max(newTop, tops[local.y * lanes + i]); }
    let shrink = exp(top - newTop);
    let weight = select(vec4f(), exp(s - newTop), seen);
    top = newTop;
    total = total * shrink + dot(weight, vec4f(1.0));
    let at = local.y * weightPitch + lane;
    if (lane < tileKeys) { weightTile[at] = weight.x; }
    if (tileKeys > 8) { weightTile[at + 8 % tileKeys] = weight.y; }
    if (tileKeys > 16) {
      weightTile[at + 16 % tileKeys] = weight.z;
      weightTile[at + 24 % tileKeys] = weight.w;
    }
    loadTile(index, head / ratio, first, true);
    workgroupBarrier();
    for (var i = 0u; i < perLane; i++) { sums[i] *= shrink; }
    for (var key = 0u; key < tileKeys; key++) {
      let w = weightTile[local.y * weightPitch + key];
      // A value that this query must not see may be anything, also not a number.
      if (w == 0.0) { continue; }
      for (var i = 0u; i < perLane; i++) {
        sums[i] += w * vec4f(unpack(keyTile[key * pitch + min(lane + i * lanes, headBlocks - 1)]));
      }
    }
  }
  workgroupBarrier();
  tops[local.y * lanes + lane] = total;
  workgroupBarrier();
  var sum = 0.0;
  for (var i = 0u; i < lanes; i++) { sum += tops[local.y * lanes + i]; }
  if (row > lastRow) { return; }
  let factor = select(0.0, 1.0 / sum, sum > 0.0);
  for (var i = 0u; i < perLane; i++) {
    let block = lane + i * lanes;
    if (block < headBlocks) {
      output[blockIndex(parameters.output, row, head * headBlocks + block)] = pack(sums[i] * factor);
    }
  }
}
