// uses: state random stored
// Applies the outputs of the networks to the state: each mover samples a choice; the cells around the player and the bar
// take their most likely codes, in the bar those that may stand side by side. One workgroup, so that everything is read before anything is written.
@group(0) @binding(0) var<storage, read_write> state: array<u32>;
@group(0) @binding(1) var<storage, read> choice: array<Stored>;
@group(0) @binding(2) var<storage, read> write: array<Stored>;
@group(0) @binding(3) var<storage, read> barCodes: array<Stored>;
@group(0) @binding(4) var<storage, read> moves: array<vec2i>;
// A bit for each code that may follow a code in the bar: [cell, code before, code]; before the first cell stands code 0.
@group(0) @binding(5) var<storage, read> barPairs: array<u32>;

// Log of the smallest probability, relative to the most likely choice, that is sampled.
override logLeast: f32;

const threads = 64u;
const touchSide = 2 * touch + 1;
const pairWords = (barCodeCount + 31u) / 32u;

var<workgroup> chosen: array<u32, kinds>;
var<workgroup> barBest: array<u32, max(barCells, 1u)>;

fn choiceLogit(mover: u32, i: u32) -> f32 { return unpackOne(choice[(i / 4u) * kinds + mover], i % 4u); }
fn writeLogit(i: u32) -> f32 { return unpackOne(write[(i / 4u) * kinds], i % 4u); }
fn barLogit(cell: u32, i: u32) -> f32 { return unpackOne(barCodes[(i / 4u) * barCells + cell], i % 4u); }

fn mayFollow(cell: u32, before: u32, code: u32) -> bool {
  let word = barPairs[(cell * barCodeCount + before) * pairWords + code / 32u];
  return ((word >> (code % 32u)) & 1u) == 1u;
}

// The most likely code among those that may follow.
fn bestAfter(cell: u32, before: u32) -> u32 {
  var best = barBest[cell];
  var bestLogit = -1e30;
  for (var code = 0u; code < barCodeCount; code++) {
    let logit = barLogit(cell, code);
    if (logit > bestLogit && mayFollow(cell, before, code)) {
      bestLogit = logit;
      best = code;
    }
  }
  return best;
}

// Gumbel-max sampling: the arg max of logits plus Gumbel noise is a sample of the softmax.
fn draw(mover: u32) -> u32 {
  let count = looks * moveCount;
  var most = choiceLogit(mover, 0u);
  for (var i = 1u; i < count; i++) { most = max(most, choiceLogit(mover, i)); }
  var best = 0u;
  var bestScore = -1e30;
  for (var i = 0u; i < count; i++) {
    let logit = choiceLogit(mover, i);
    if (logit < most + logLeast) { continue; }
    let score = logit - log(-log(random(state[1], state[0], mover * 4096u + i)));
    if (score > bestScore) {
      bestScore = score;
      best = i;
    }
  }
  return best;
}

@compute @workgroup_size(threads)
fn main(@builtin(local_invocation_index) thread: u32) {
  for (var mover = thread; mover < kinds; mover += threads) { chosen[mover] = draw(mover); }
  let cellX = i32(state[moverAt(0u)]) / units;
  let cellY = i32(state[moverAt(0u) + 1u]) / units;
  workgroupBarrier();
  storageBarrier();

  for (var mover = thread; mover < kinds; mover += threads) {
    let at = moverAt(mover);
    let step = moves[chosen[mover] % moveCount];
    state[at] = u32(wrap(i32(state[at]) + step.x, columns * units));
    state[at + 1u] = u32(wrap(i32(state[at + 1u]) + step.y, rows * units));
    state[at + 2u] = chosen[mover] / moveCount;
  }
  for (var i = thread; i < u32(touchSide * touchSide); i += threads) {
    var best = 0u;
    for (var code = 1u; code < cellCodes; code++) {
      if (writeLogit(i * cellCodes + code) > writeLogit(i * cellCodes + best)) { best = code; }
    }
    // Code 0 leaves the cell as it is.
    if (best > 0u) {
      state[cellAt(cellX + i32(i) % touchSide - touch, cellY + i32(i) / touchSide - touch)] = best;
    }
  }
  for (var cell = thread; cell < barCells; cell += threads) {
    var best = 0u;
    for (var code = 1u; code < barCodeCount; code++) {
      if (barLogit(cell, code) > barLogit(cell, best)) { best = code; }
    }
    barBest[cell] = best;
  }
  workgroupBarrier();
  if (thread == 0u) {
    var before = 0u;
    for (var cell = 0u; cell < barCells; cell++) {
      // Nearly always what is most likely by itself.
      var code = barBest[cell];
      if (!mayFollow(cell, before, code)) { code = bestAfter(cell, before); }
      state[barAt(cell)] = code;
      before = code;
    }
    state[0] += 1u;
  }
}
