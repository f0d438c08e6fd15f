import { FrameloomError } from '@frameloom/gpu';
import type { JsonObject, NetworkArchitecture } from '@frameloom/nn';
import type { ActionSpec } from '../engine/engine.ts';

/** Someone who moves: its name, and how many looks it has. */
export type MoverSpec = { name: string; looks: number };

/** `architecture` of a level.json: the shape of the level's world, picture, state and networks. */
export type LevelSpec = {
  /** Pixels of the picture. */
  frame: { width: number; height: number };
  /** Steps per second that the level was made for. */
  fps: number;
  actions: readonly ActionSpec[];
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
  starts: readonly { name: string }[];
};

/** The networks of a level. */
export type NetworkName = 'movers' | 'bar' | 'scene' | 'sprites' | 'barScene';

/**
 * Reads `architecture` of a level.json. Fields that only later releases know are ignored.
 *
 * @throws FrameloomError `load-failed`.
 */
export function parseLevelSpec(json: JsonObject, where: string): LevelSpec {
  const read = createReader(where);
  const root = read.object('architecture', json);
  const pair = (field: string, most: number, least = 1): [number, number] => {
    const values = read.list(field, root[field], 2, 2);
    return [
      read.count(`${field}[0]`, values[0], most, least),
      read.count(`${field}[1]`, values[1], most, least),
    ];
  };
  const [width, height] = pair('frame', 4096);
  const [columns, rows] = pair('world', 1024);
  const [anchorX, anchorY] = pair('anchor', 4096, 0);
  const count = (field: string, most: number, least = 1): number =>
    read.count(field, root[field], most, least);
  const movers = read.list('movers', root['movers'], 1, 64).map((item, i) => {
    const mover = read.object(`movers[${i}]`, item);
    return {
      name: read.text(`movers[${i}].name`, mover['name']),
      looks: read.count(`movers[${i}].looks`, mover['looks'], 256),
    };
  });
  const actions = read.list('actions', root['actions'], 1, 64).map((item, i) => {
    const action = read.object(`actions[${i}]`, item);
    const keys = read
      .list(`actions[${i}].keys`, action['keys'], 0, 16)
      .map((key) => read.text(`actions[${i}].keys`, key));
    return { name: read.text(`actions[${i}].name`, action['name']), keys };
  });
  const moves = read.list('moves', root['moves'], 1, 16).map((item, i): [number, number] => {
    const [x, y] = read.list(`moves[${i}]`, item, 2, 2);
    return [read.count(`moves[${i}][0]`, x, 256, -256), read.count(`moves[${i}][1]`, y, 256, -256)];
  });
  const codes = read.object('codes', root['codes']);
  const channels = read.object('channels', root['channels']);
  const reach = read.object('reach', root['reach']);
  const networks = read.object('networks', root['networks']);
  const channel = (field: string): number => read.count(`channels.${field}`, channels[field], 256);
  const spec: LevelSpec = {
    frame: { width, height },
    fps: count('fps', 1000),
    actions,
    world: { columns, rows },
    cellPixels: count('cellPixels', 256),
    spritePixels: count('spritePixels', 256),
    units: count('units', 256),
    barRows: count('barRows', 64, 0),
    anchor: { x: anchorX, y: anchorY },
    movers,
    moves,
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
    // The networks themselves are checked by createNetwork, against their tensors.
    networks: Object.fromEntries(
      (['movers', 'bar', 'scene', 'sprites', 'barScene'] as const)
        .filter((name) => root['barRows'] !== 0 || !name.startsWith('bar'))
        .map((name) => [
          name,
          read.object(`networks.${name}`, networks[name]) as unknown as NetworkArchitecture,
        ]),
    ) as LevelSpec['networks'],
    starts: read.list('starts', root['starts'], 1, 4096).map((item, i) => ({
      name: read.text(`starts[${i}].name`, read.object(`starts[${i}]`, item)['name']),
    })),
  };
  if (spec.cellPixels % spec.units !== 0) {
    read.fail('units', `a divisor of cellPixels ${spec.cellPixels}`, spec.units);
  }
  if (spec.channels.look % 4 !== 0) read.fail('channels.look', 'a multiple of 4', spec.channels.look);
  if (barSizeOf(spec).columns * spec.cellPixels !== width && spec.barRows > 0) {
    read.fail('frame', `a whole number of cells wide, since there is a bar`, width);
  }
  if (height <= spec.barRows * spec.cellPixels) read.fail('frame', 'higher than its bar', height);
  return spec;
}

/** Cells of the bar. */
export function barSizeOf({ frame, cellPixels, barRows }: LevelSpec): { columns: number; rows: number } {
  return { columns: Math.floor(frame.width / cellPixels), rows: barRows };
}

type Reader = {
  object(field: string, value: unknown): JsonObject;
  list(field: string, value: unknown, least: number, most: number): readonly unknown[];
  text(field: string, value: unknown): string;
  count(field: string, value: unknown, most: number, least?: number): number;
  share(field: string, value: unknown): number;
  fail(field: string, wanted: string, got: unknown): never;
};

function createReader(where: string): Reader {
  const fail = (field: string, wanted: string, got: unknown): never => {
    const shown =
      typeof got === 'object' && got !== null ? 'an object' : String(JSON.stringify(got)).slice(0, 80);
    throw new FrameloomError(
      'load-failed',
      `${where}: ${field} must be ${wanted}, got ${shown}. Export the level again.`,
    );
  };
  return {
    fail,
    object: (field, value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? (value as JsonObject)
        : fail(field, 'an object', value),
    list: (field, value, least, most) =>
      Array.isArray(value) && value.length >= least && value.length <= most
        ? (value as readonly unknown[])
        : fail(field, least === most ? `a list of ${least}` : `a list of ${least} to ${most}`, value),
    text: (field, value) =>
      typeof value === 'string' && value !== '' && value.length <= 200 ? value : fail(field, 'text', value),
    count: (field, value, most, least = 1) =>
      typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
        ? value
        : fail(field, `a whole number from ${least} to ${most}`, value),
    share: (field, value) =>
      typeof value === 'number' && value > 0 && value <= 1
        ? value
        : fail(field, 'a number above 0, at most 1', value),
  };
}
