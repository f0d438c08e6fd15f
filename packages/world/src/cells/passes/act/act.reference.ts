import { randomReference } from '../../lib/random.reference.ts';
import { cellIndex, moverOf, valueAt, wrap, type Scene, type Values } from '../../lib/reference.ts';

/** act.wgsl in plain TypeScript; changes the state. */
export function actReference(
  scene: Scene,
  choice: Values,
  write: Values,
  barCodes: Values,
  barPairs: Uint32Array,
): void {
  const { spec, layout, state } = scene;
  const { units, moves, reach, world } = spec;
  const player = moverOf(scene, 0);
  const chosen = Array.from({ length: layout.kinds }, (_, mover) => draw(scene, choice, mover));
  chosen.forEach((number, mover) => {
    const at = layout.moversStart + 3 * mover;
    const [dx, dy] = moves[number % moves.length]!;
    state[at] = wrap(state[at]! + dx, world.columns * units);
    state[at + 1] = wrap(state[at + 1]! + dy, world.rows * units);
    state[at + 2] = Math.floor(number / moves.length);
  });
  const side = 2 * reach.touch + 1;
  for (let i = 0; i < side * side; i++) {
    const code = likeliest(spec.codes.cells, (candidate) =>
      valueAt(write, i * spec.codes.cells + candidate, 0),
    );
    const x = Math.floor(player.x / units) + (i % side) - reach.touch;
    const y = Math.floor(player.y / units) + Math.floor(i / side) - reach.touch;
    if (code > 0) state[cellIndex(scene, x, y)] = code;
  }
  const count = spec.codes.bar;
  let before = 0;
  for (let cell = 0; cell < layout.barCells; cell++) {
    const row = (cell * count + before) * Math.ceil(count / 32);
    const mayFollow = (code: number): boolean => ((barPairs[row + (code >> 5)]! >>> (code & 31)) & 1) === 1;
    const logit = (code: number): number => valueAt(barCodes, code, cell);
    const best = likeliest(count, logit);
    const allowed = likeliest(count, (code) => (mayFollow(code) ? logit(code) : -Infinity));
    before = mayFollow(allowed) ? allowed : best;
    state[layout.barStart + cell] = before;
  }
  state[0]!++;
}

function likeliest(count: number, logit: (code: number) => number): number {
  let best = 0;
  for (let code = 1; code < count; code++) if (logit(code) > logit(best)) best = code;
  return best;
}

function draw({ spec, layout, state }: Scene, choice: Values, mover: number): number {
  const logits = Array.from({ length: layout.looks * spec.moves.length }, (_, i) =>
    valueAt(choice, i, mover),
  );
  const floor = Math.max(...logits) + Math.log(spec.least);
  let [best, bestScore] = [0, -Infinity];
  logits.forEach((logit, i) => {
    if (logit < floor) return;
    const score = logit - Math.log(-Math.log(randomReference(state[1]!, state[0]!, mover * 4096 + i)));
    if (score > bestScore) [best, bestScore] = [i, score];
  });
  return best;
}
