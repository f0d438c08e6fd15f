import type { JsonObject, NetworkArchitecture } from '@frameloom/nn';
import type { LevelBasics } from '../engine/engine.ts';
import { createSpecReader, readBasics, type SpecReader } from '../engine/spec-reader.ts';

/** A mover: the player or someone else. A look is the number of an appearance. */
export type MoverSpec = { name: string; looks: number };

/** `architecture` of a level.json: the shape of the level's world, picture, state and networks. */
export type LevelSpec = LevelBasics & {
  /** Cells of the world, whose edges meet. */
  world: { columns: number; rows: number };
  /** Side of a cell, pixels. */
  cellPixels: number;
  /** Side of a mover's picture, pixels, centred on its cell. */
  spritePixels: number;
  /** Positions within a cell along an axis. */
  units: number;
  /** Rows of cells of the bar above the window, may be 0. */
  barRows: number;
  /** Pixels from the window's corner to the player's cell. */
  anchor: { x: number; y: number };
  /** The first is the player. */
  movers: readonly MoverSpec[];
  /** Steps that a mover can choose, in units. */
  moves: readonly (readonly [number, number])[];
  /** Codes of cells and of the bar's cells; 0 is unknown. */
  codes: { cells: number; bar: number };
  /** Channels of the tables, and of what movers tell the bar. */
  channels: { sense: number; bar: number; state: number; look: number; message: number };
  /** Cells that a mover sees around its own, that the player may change, and units within which it feels the player. */
  reach: { sight: number; touch: number; near: number };
  /** Choices below this share of the likeliest are never drawn. */
  least: number;
  networks: Readonly<Record<NetworkName, NetworkArchitecture>>;
};

/** The networks of a level. */
export type NetworkName = 'movers' | 'bar' | 'scene' | 'sprites' | 'barScene';

/**
 * Reads `architecture` of a level.json. Fields that only later releases know are ignored.
 *
 * @throws FrameloomError `load-failed`.
 */
export function parseLevelSpec(json: JsonObject, where: string): LevelSpec {
  const read = createSpecReader(where);
  const root = read.object('architecture', json);
  const [columns, rows] = read.pair('world', root['world'], 1024);
  const [anchorX, anchorY] = read.pair('anchor', root['anchor'], 4096, 0);
  const count = (field: string, most: number, least = 1): number =>
    read.count(field, root[field], most, least);
  const codes = read.object('codes', root['codes']);
  const channels = read.object('channels', root['channels']);
  const reach = read.object('reach', root['reach']);
  const channel = (field: string): number => read.count(`channels.${field}`, channels[field], 256);
  const spec: LevelSpec = {
    ...readBasics(read, root),
    world: { columns, rows },
    cellPixels: count('cellPixels', 256),
    spritePixels: count('spritePixels', 256),
    units: count('units', 256),
    barRows: count('barRows', 64, 0),
    anchor: { x: anchorX, y: anchorY },
    movers: read.list('movers', root['movers'], 1, 64).map((item, i) => {
      const mover = read.object(`movers[${i}]`, item);
      return {
        name: read.text(`movers[${i}].name`, mover['name']),
        looks: read.count(`movers[${i}].looks`, mover['looks'], 256),
      };
    }),
    moves: read
      .list('moves', root['moves'], 1, 16)
      .map((item, i) => read.pair(`moves[${i}]`, item, 256, -256)),
    codes: {
      cells: read.count('codes.cells', codes['cells'], 256, 2),
      bar: read.count('codes.bar', codes['bar'], 256),
    },
    channels: {
      sense: channel('sense'),
      bar: channel('bar'),
      state: channel('state'),
      look: channel('look'),
      message: channel('message'),
    },
    reach: {
      sight: read.count('reach.sight', reach['sight'], 16, 0),
      touch: read.count('reach.touch', reach['touch'], 8, 0),
      near: read.count('reach.near', reach['near'], 64, 0),
    },
    least: read.share('least', root['least']),
    networks: readNetworks(read, root),
  };
  requireFit(read, spec);
  return spec;
}

/** The networks themselves are checked by requireNetworks, and by createNetwork against their tensors. */
function readNetworks(read: SpecReader, root: JsonObject): LevelSpec['networks'] {
  const networks = read.object('networks', root['networks']);
  const names = (['movers', 'bar', 'scene', 'sprites', 'barScene'] as const).filter(
    (name) => root['barRows'] !== 0 || !name.startsWith('bar'),
  );
  return Object.fromEntries(
    names.map((name) => [name, read.object(`networks.${name}`, networks[name]) as unknown]),
  ) as LevelSpec['networks'];
}

function requireFit(read: SpecReader, spec: LevelSpec): void {
  const { frame, cellPixels, units, barRows, channels, world, anchor, reach } = spec;
  if (cellPixels % units !== 0) read.fail('units', `a divisor of cellPixels ${cellPixels}`, units);
  if (channels.look % 4 !== 0) read.fail('channels.look', 'a multiple of 4', channels.look);
  if (barSizeOf(spec).columns * cellPixels !== frame.width && barRows > 0) {
    read.fail('frame', `a whole number of cells wide, since there is a bar`, frame.width);
  }
  const windowHeight = frame.height - barRows * cellPixels;
  if (windowHeight <= 0) read.fail('frame', 'higher than its bar', frame.height);
  // The player has to be in view.
  for (const [axis, size] of [
    ['x', frame.width],
    ['y', windowHeight],
  ] as const) {
    if (anchor[axis] + cellPixels > size) {
      read.fail(
        'anchor',
        `at most ${size - cellPixels} along ${axis}, so that the player is in view`,
        anchor[axis],
      );
    }
  }
  // Edges meet: a longer step would be one the other way round, and a wider touch would change a cell twice.
  for (const [axis, cells] of [
    [0, world.columns],
    [1, world.rows],
  ] as const) {
    const most = Math.floor((cells * units) / 2);
    const far = spec.moves.find((move) => Math.abs(move[axis]) > most);
    if (far) read.fail('moves', `steps of at most half the world, ${most} units`, far[axis]);
    if (2 * reach.touch + 1 > cells) {
      read.fail(
        'reach.touch',
        `at most ${Math.floor((cells - 1) / 2)}, so that it fits the world`,
        reach.touch,
      );
    }
  }
}

/** Cells of the bar. */
export function barSizeOf({ frame, cellPixels, barRows }: LevelSpec): { columns: number; rows: number } {
  return { columns: Math.floor(frame.width / cellPixels), rows: barRows };
}
