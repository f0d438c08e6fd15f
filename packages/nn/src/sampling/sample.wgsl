// uses: sampling philox
// Draws a token. One workgroup reads the scores several times: for the best; three times for each of top-k and top-p,
// eight bits of the limit at a time; and for the draw, which takes the largest of score + Gumbel noise. A score counts
// by its distance from the best in units of the temperature; what is 64 or more away is never drawn.

@group(0) @binding(1) var<storage, read> scores: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> ids: array<u32>;

const width = 256u;
const keyLimit = 0xffffffu;           // 24 bits for distances below 64

var<workgroup> bestScores: array<f32, width>;
var<workgroup> bestIds: array<u32, width>;
// Tokens of a bin, or their weights e^−distance in units of 2^−30 with carries: whole numbers, whose sums don't depend on
// the order.
var<workgroup> amounts: array<atomic<u32>, width>;
var<workgroup> carries: array<atomic<u32>, width>;
var<workgroup> sums: array<f32, width>;
var<workgroup> found: vec2f;          // bin, what is left to find in it

struct Candidate { score: f32, id: u32 }

fn isBetter(score: f32, id: u32, than: f32, thanId: u32) -> bool {
  return score > than || (score == than && id < thanId);
}

// The best of what all invocations bring.
fn best(index: u32, score: f32, id: u32) -> Candidate {
  workgroupBarrier();
  bestScores[index] = score;
  bestIds[index] = id;
  for (var span = width / 2; span > 0; span /= 2) {
    workgroupBarrier();
    let other = index + span;
    if (index < span && isBetter(bestScores[other], bestIds[other], bestScores[index], bestIds[index])) {
      bestScores[index] = bestScores[other];
      bestIds[index] = bestIds[other];
    }
  }
  workgroupBarrier();
  return Candidate(bestScores[0], bestIds[0]);
}

fn distances(block: u32, top: f32) -> vec4f { return (vec4f(top) - scores[block]) * parameters.inverseTemperature; }

fn keysOf(distance: vec4f) -> vec4u {
  return vec4u(min(distance * f32((keyLimit + 1) / 64), vec4f(f32(keyLimit))));
}

fn countIn(key: u32, distance: f32, limit: u32, shift: u32, prefix: u32, byWeight: bool) {
  if (key > limit || key >= keyLimit || (key >> shift) >> 8 != prefix) { return; }
  let bin = (key >> shift) & 255;
  if (!byWeight) {
    atomicAdd(&amounts[bin], 1u);
    return;
  }
  let weight = u32(exp(-distance) * exp2(30.0) + 0.5);
  let before = atomicAdd(&amounts[bin], weight);
  if (before + weight < before) { atomicAdd(&carries[bin], 1u); }
}

// The key at which the tokens from the best on, up to `limit`, first amount to what is wanted: a number of tokens, or a
// share of their weight.
fn limitOf(index: u32, top: f32, limit: u32, wanted: f32, byWeight: bool) -> u32 {
  var prefix = 0u;
  var left = wanted;
  for (var level = 0u; level < 3; level++) {
    let shift = 16 - 8 * level;
    atomicStore(&amounts[index], 0u);
    atomicStore(&carries[index], 0u);
    workgroupBarrier();
    for (var block = index; block < parameters.blocks; block += width) {
      let distance = distances(block, top);
      let key = keysOf(distance);
      countIn(key.x, distance.x, limit, shift, prefix, byWeight);
      countIn(key.y, distance.y, limit, shift, prefix, byWeight);
      countIn(key.z, distance.z, limit, shift, prefix, byWeight);
      countIn(key.w, distance.w, limit, shift, prefix, byWeight);
    }
    workgroupBarrier();
    let amount = f32(atomicLoad(&amounts[index]));
    let own = select(amount, amount * exp2(-30.0) + 4.0 * f32(atomicLoad(&carries[index])), byWeight);
    sums[index] = own;
    for (var span = 1u; span < width; span *= 2) {
      workgroupBarrier();
      let before = select(0.0, sums[max(index, span) - span], index >= span);
      workgroupBarrier();
      sums[index] += before;
    }
    // Rounding may leave a bin a little short of what it was chosen for: it is then taken in full.
    if (index == 0) { found = vec2f(255.0, 0.0); }
    workgroupBarrier();
    if (level == 0 && byWeight) { left = wanted * sums[width - 1]; }
    let before = select(0.0, sums[max(index, 1) - 1], index > 0);
    if (sums[index] >= left && before < left) { found = vec2f(f32(index), left - before); }
    let chosen = workgroupUniformLoad(&found);
    prefix = (prefix << 8) | u32(chosen.x);
    left = chosen.y;
  }
  return prefix;
}

@compute @workgroup_size(width)
fn main(@builtin(local_invocation_index) index: u32) {
  var score = -3e38;
  var id = 0xffffffffu;
  for (var block = index; block < parameters.blocks; block += width) {
    let v = scores[block];
    for (var i = 0u; i < 4; i++) {
      if (v[i] > score) { score = v[i]; id = 4 * block + i; }
    }
  }
  let first = best(index, score, id);
  var chosen = first.id;
  if (parameters.inverseTemperature > 0.0) {
    var limit = keyLimit - 1;
    if (parameters.topK > 0 && parameters.topK < parameters.tokens) {
      limit = limitOf(index, first.score, limit, f32(parameters.topK), false);
    }
    if (parameters.topP < 1.0) { limit = limitOf(index, first.score, limit, parameters.topP, true); }
    score = -3e38;
    id = chosen;
    for (var block = index; block < parameters.blocks; block += width) {
      let distance = distances(block, first.score);
      let kept = (keysOf(distance) <= vec4u(limit)) & (distance <= vec4f(parameters.farthest));
      if (!any(kept)) { continue; }
      let uniforms = openUniform(philox(vec4u(block, parameters.position, 0, 0), parameters.seed));
      let noisy = -distance - log(-log(uniforms));
      for (var i = 0u; i < 4; i++) {
        if (kept[i] && noisy[i] > score) { score = noisy[i]; id = 4 * block + i; }
      }
    }
    chosen = best(index, score, id).id;
  }
  if (index == 0) { ids[parameters.position % parameters.ringSize] = chosen; }
}
