import { layOut, type Layout } from '../../../packages/world/src/cells/layout.ts';
import type { LevelSpec, NetworkName } from '../../../packages/world/src/cells/level-spec.ts';
import type { NetworkArchitecture } from '@frameloom/nn';

/** A level unlike the one that ships: no number is the same along both axes, or a multiple of four. */
export const smallSpec: LevelSpec = {
  frame: { width: 30, height: 34 },
  fps: 10,
  actions: ['stay', 'up', 'down'].map((name) => ({ name, keys: [] })),
  world: { columns: 9, rows: 7 },
  cellPixels: 6,
  spritePixels: 8,
  units: 3,
  barRows: 1,
  anchor: { x: 11, y: 10 },
  movers: [
    { name: 'player', looks: 3 },
    { name: 'one', looks: 5 },
    { name: 'two', looks: 2 },
  ],
  moves: [
    [0, 0],
    [2, 0],
    [-1, 1],
  ],
  codes: { cells: 5, bar: 4 },
  channels: { sense: 3, bar: 2, state: 5, look: 4, message: 3 },
  reach: { sight: 2, touch: 1, near: 2 },
  least: 0.05,
  networks: {} as Record<NetworkName, NetworkArchitecture>,
  starts: [{ name: 'one' }],
};

export const smallLayout: Layout = layOut(smallSpec);

/** A state with everything in its range. */
export function randomState(random: () => number, step: number): Uint32Array<ArrayBuffer> {
  const below = (count: number): number => Math.floor(random() * count);
  const { world, units, movers, codes } = smallSpec;
  return Uint32Array.from([
    step,
    below(2 ** 31),
    ...movers.flatMap(({ looks }) => [below(world.columns * units), below(world.rows * units), below(looks)]),
    ...Array.from({ length: smallLayout.barCells }, () => below(codes.bar)),
    ...Array.from({ length: world.columns * world.rows }, () => below(codes.cells)),
  ]);
}
