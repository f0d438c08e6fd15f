import {
  cellAt,
  directions,
  farness,
  offset,
  tile,
  touches,
  unitsPerCell,
  type Wick,
  type WickState,
} from '@frameloom/scenes/wick';

/** What one predicted step did, judged by the real game's rules from the predicted state before it. */
export type Judgement = {
  /** The player went where the rules say. */
  player: boolean;
  /** Lives, burning and who was caught agree; undefined where nothing happened on either side. */
  lives: boolean | undefined;
  /** Score agrees; undefined where it should not change and did not. */
  score: boolean | undefined;
  /** Embers and lanterns agree. */
  cells: boolean;
  /** Every snuffer made a step that it may make. */
  chasers: boolean;
};

/** @param before The game in the predicted state; it is played on. `after`: the prediction that followed. */
export function judge(before: Wick, after: WickState, action: number): Judgement {
  const was = structuredClone(before.state);
  before.step(action);
  const now = before.state;
  const same = (a: { x: number; y: number }, b: { x: number; y: number }): boolean =>
    a.x === b.x && a.y === b.y;
  const contact =
    was.power === 0 &&
    was.burn === 0 &&
    was.chasers.some((chaser) => chaser.dazed === 0 && touches(chaser, was.player));
  const lost = after.lives !== was.lives;
  return {
    player: same(now.player, after.player),
    lives: contact || lost ? after.lives === now.lives && after.burn === now.burn : undefined,
    score: now.score !== was.score || after.score !== was.score ? after.score === now.score : undefined,
    cells: now.tiles.every((what, i) => what === after.tiles[i]),
    chasers: after.chasers.every((chaser, kind) => {
      const from = was.chasers[kind]!;
      const rule = now.chasers[kind]!;
      if ((rule.dazed > 0 || chaser.dazed > 0) && rule.dazed !== chaser.dazed) return false;
      const way = farness(from, chaser);
      if (way !== farness(from, rule)) return false;
      return way === 0 || mayGo(was, from, chaser);
    }),
  };
}

function mayGo({ tiles }: WickState, from: { x: number; y: number }, to: { x: number; y: number }): boolean {
  const [dx, dy] = [offset(from.x, to.x), offset(from.y, to.y)];
  if (Math.abs(dx) + Math.abs(dy) !== 1) return false;
  const way = directions.findIndex(([x, y]) => x === dx && y === dy);
  const isCentred = from.x % unitsPerCell === 0 && from.y % unitsPerCell === 0;
  if (!isCentred) return dx !== 0 ? from.y % unitsPerCell === 0 : from.x % unitsPerCell === 0;
  const [x, y] = directions[way]!;
  return tiles[cellAt(from.x / unitsPerCell + x, from.y / unitsPerCell + y)] !== tile.wall;
}
