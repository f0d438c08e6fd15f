import { featureCode, layOutFeatures, type Features } from './features.ts';
import { barSizeOf, type LevelSpec } from './level-spec.ts';

/** Sizes that follow from a level's description, for shaders, references and buffers alike. */
export type Layout = {
  kinds: number;
  /** Largest number of looks of any mover. */
  looks: number;
  barCells: number;
  /** Where in the state movers, bar and cells start, and how many words it has. */
  moversStart: number;
  barStart: number;
  cellsStart: number;
  stateWords: number;
  /** The vectors that networks read. */
  features: Features;
  /** Cells that cover the window at any offset, and one more on each side. */
  window: { width: number; height: number };
  unitPixels: number;
};

/** Computes the sizes. */
export function layOut(spec: LevelSpec): Layout {
  const { movers, frame, cellPixels, units, world } = spec;
  const kinds = movers.length;
  const looks = Math.max(...movers.map((mover) => mover.looks));
  const bar = barSizeOf(spec);
  const barCells = bar.columns * bar.rows;
  const barStart = 2 + 3 * kinds;
  const cellsStart = barStart + barCells;
  return {
    kinds,
    looks,
    barCells,
    moversStart: 2,
    barStart,
    cellsStart,
    stateWords: cellsStart + world.columns * world.rows,
    features: layOutFeatures(spec),
    window: {
      width: Math.ceil(frame.width / cellPixels) + 3,
      height: Math.ceil((frame.height - spec.barRows * cellPixels) / cellPixels) + 3,
    },
    unitPixels: cellPixels / units,
  };
}

/** The sizes as WGSL constants: the prelude of every shader of the level. */
export function layoutCode(spec: LevelSpec, layout: Layout): string {
  const { cellPixels, spritePixels, units, reach, channels, actions, world, codes, moves, frame, anchor } =
    spec;
  const signed = {
    columns: world.columns,
    rows: world.rows,
    units,
    cellPixels,
    spritePixels,
    unitPixels: layout.unitPixels,
    sight: reach.sight,
    touch: reach.touch,
    near: reach.near,
  };
  const unsigned = {
    kinds: layout.kinds,
    looks: layout.looks,
    actions: actions.length,
    moveCount: moves.length,
    barRows: spec.barRows,
    barCells: layout.barCells,
    cellCodes: codes.cells,
    barCodeCount: codes.bar,
    senseChannels: channels.sense,
    barChannels: channels.bar,
    stateChannels: channels.state,
    lookChannels: channels.look,
    messageChannels: channels.message,
    moversStart: layout.moversStart,
    barStart: layout.barStart,
    cellsStart: layout.cellsStart,
  };
  return [
    ...Object.entries(signed).map(([name, value]) => `const ${name}: i32 = ${value};`),
    ...Object.entries(unsigned).map(([name, value]) => `const ${name}: u32 = ${value}u;`),
    `const frame = vec2u(${frame.width}u, ${frame.height}u);`,
    `const windowCells = vec2u(${layout.window.width}u, ${layout.window.height}u);`,
    `const anchor = vec2i(${anchor.x}, ${anchor.y});`,
    featureCode(layout.features),
  ].join('\n');
}
