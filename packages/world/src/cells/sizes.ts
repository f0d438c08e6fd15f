import type { Layout } from './layout.ts';
import { barSizeOf, type LevelSpec } from './level-spec.ts';

/** Pixels of a map, each a thing or a cell. */
export type MapSize = { width: number; height: number };

/** Sizes of the maps between passes and networks. */
export type CellsSizes = {
  /** One pixel for each mover. Upright, since a convolution computes four rows at a time. */
  movers: MapSize;
  /** One pixel for each cell of the bar, in a column, as its dynamics sees them. */
  bar: MapSize;
  /** The bar as it is drawn. */
  barScene: MapSize;
  /** Cells in and around the window. */
  window: MapSize;
  /** All cells of the world, and one more on each side. */
  world: MapSize;
  /** What holds a window or a world. */
  scene: MapSize;
};

/** The sizes of a level. Maps of a bar have one cell where there is no bar, since no buffer is empty. */
export function sizesOf(spec: LevelSpec, layout: Layout): CellsSizes {
  const { columns, rows } = barSizeOf(spec);
  const { window } = layout;
  const world = { width: spec.world.columns + 2, height: spec.world.rows + 2 };
  return {
    movers: { width: 1, height: layout.kinds },
    bar: { width: 1, height: Math.max(1, layout.barCells) },
    barScene: { width: columns, height: Math.max(1, rows) },
    window,
    world,
    scene: {
      width: Math.max(window.width, world.width),
      height: Math.max(window.height, world.height),
    },
  };
}
