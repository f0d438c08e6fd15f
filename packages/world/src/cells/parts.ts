import type { CellsBuffers } from './buffers.ts';
import type { Layout } from './layout.ts';
import type { LevelSpec } from './level-spec.ts';
import type { CellsNetworks } from './networks.ts';
import type { CellsPasses } from './passes.ts';
import type { CellsSizes } from './sizes.ts';

/** What the engine of a level is made of. */
export type CellsParts = {
  spec: LevelSpec;
  layout: Layout;
  sizes: CellsSizes;
  networks: CellsNetworks;
  passes: CellsPasses;
  buffers: CellsBuffers;
};

/** Blocks of four that hold this many channels. */
export function blocksOf(channels: number): number {
  return Math.ceil(channels / 4);
}
