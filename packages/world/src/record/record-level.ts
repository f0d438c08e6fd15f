import { FrameloomError } from '@frameloom/gpu';
import { createEpisodeFile, type CellsHeader, type EpisodeHeader } from './episode-file.ts';
import { createPalette } from './palette.ts';

/** Position of a mover, in units, and the number of its look (its appearance). */
export type MoverState = { x: number; y: number; look: number };

/** Options of {@link recordLevel}: pictures and actions alone, or with all that tells a world of cells. */
export type RecordLevelOptions = {
  /** Names of what a player can do; the first for doing nothing. */
  actions: readonly string[];
  /** Name of the level. Default `'level'`. */
  name?: string;
  /**
   * What draws the canvas, a term of http://cv.iptc.org/newscodes/digitalsourcetype/ that the file carries. Default
   * `'algorithmicMedia'`, a game; `'trainedAlgorithmicMedia'` is for pictures that a network predicts.
   */
  digitalSourceType?: string;
} & (RecordCellsOptions | { [field in keyof RecordCellsOptions]?: never });

/** What a picture of a world of cells shows. See {@link EpisodeHeader}. */
export type RecordCellsOptions = {
  /** Side of a cell, pixels. */
  cellPixels: number;
  /** Smallest step of a mover, pixels. */
  unitPixels: number;
  /** Columns and rows of the world; its edges meet. */
  world: readonly [number, number];
  /** Rows of cells of a bar above the window. Default 0. */
  barRows?: number;
  /** Pixels from the window's left and top to the cell of the first mover. */
  anchor: readonly [number, number];
  /** Side of a mover's picture, pixels. Default `cellPixels`. */
  spritePixels?: number;
  /** Who moves: the first is the player. Looks count from 0. */
  movers: readonly {
    /** Name of the mover. */
    name: string;
    /** How many looks it has. */
    looks: number;
  }[];
};

/** A recording under way. */
export interface LevelRecorder {
  /** Steps recorded in all. */
  readonly steps: number;
  /** Colours that did not fit into the palette any more, and were replaced by the nearest. */
  readonly replacedColors: number;
  /** Begins an episode with what the canvas shows now. */
  begin(movers?: readonly MoverState[], about?: { seed?: number; bot?: string }): void;
  /** One step: what was done, and what the canvas shows after it. Call it in the task that drew. */
  step(action: number | string, movers?: readonly MoverState[]): void;
  /** Ends the episode and packs it. */
  end(): Promise<void>;
  /** The file for the recipes of `models/circuit` and, with movers, `models/maze`, of all ended episodes. */
  finish(): Uint8Array<ArrayBuffer>;
}

/**
 * Records any game on a canvas, so that a level can be trained on it: `begin`, `step` after each drawn frame, `end`, and
 * `finish` when there is enough, some hundred thousand steps. With `actions` alone it is any game in at most 256 colours, for
 * a level of the kind `pixels`; with `movers` and what belongs to them a window onto a flat world of square cells that follows
 * the player, for the kind `cells`.
 *
 * @throws FrameloomError `invalid-argument` for options that don't fit the canvas or each other, and for unknown actions.
 */
export function recordLevel(
  canvas: HTMLCanvasElement | OffscreenCanvas,
  options: RecordLevelOptions,
): LevelRecorder {
  const { width, height } = canvas;
  const { actions, movers = [] } = options;
  const cells = options.movers === undefined ? {} : cellsOf(canvas, options);
  if (actions.length === 0) fail('needs at least one action.');
  const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  const palette = createPalette();
  const file = createEpisodeFile();
  let steps = 0;
  let episode:
    | { seed: number; bot: string; actions: number[]; movers: number[]; frames: Uint8Array[] }
    | undefined;

  const capture = (states: readonly MoverState[] = []): void => {
    if (!episode) return fail('begin() an episode before its steps.');
    if (states.length !== movers.length) fail(`there are ${movers.length} movers, got ${states.length}.`);
    if (canvas.width !== width || canvas.height !== height) fail('the canvas changed its size.');
    copy.drawImage(canvas, 0, 0);
    episode.frames.push(palette.index(copy.getImageData(0, 0, width, height).data));
    for (const { x, y, look: number } of states) episode.movers.push(x, y, number);
  };
  return {
    get steps() {
      return steps;
    },
    get replacedColors() {
      return palette.replaced;
    },
    begin(states, { seed = 0, bot = 'player' } = {}) {
      episode = { seed, bot, actions: [], movers: [], frames: [] };
      capture(states);
    },
    step(action, states) {
      const number = typeof action === 'string' ? actions.indexOf(action) : action;
      if (!Number.isInteger(number) || number < 0 || number >= actions.length) {
        fail(`action must be one of ${actions.join(', ')}, got ${JSON.stringify(action)}.`);
      }
      capture(states);
      episode!.actions.push(number);
      steps++;
    },
    async end() {
      const ended = episode;
      episode = undefined;
      if (!ended) return;
      const frames = new Uint8Array(ended.frames.length * width * height);
      ended.frames.forEach((frame, i) => frames.set(frame, i * width * height));
      await file.add({
        seed: ended.seed,
        bot: ended.bot,
        actions: Uint8Array.from(ended.actions),
        movers: Int16Array.from(ended.movers),
        frames,
      });
    },
    finish() {
      const header: EpisodeHeader = {
        format: 'frameloom-episodes',
        version: 1,
        level: options.name ?? 'level',
        digitalSourceType: originTerms + (options.digitalSourceType ?? 'algorithmicMedia'),
        actions,
        frame: { width, height },
        palette: palette.colors,
        ...cells,
      };
      return file.finish(header);
    },
  };
}

const originTerms = 'http://cv.iptc.org/newscodes/digitalsourcetype/';

function cellsOf(
  { width, height }: { width: number; height: number },
  {
    movers,
    barRows = 0,
    cellPixels,
    unitPixels,
    world,
    anchor,
    spritePixels = cellPixels,
  }: RecordCellsOptions,
): CellsHeader {
  if (movers.length === 0) fail('needs at least one mover, the player.');
  if (width % cellPixels !== 0 && barRows > 0)
    fail(`the canvas must be whole cells of ${cellPixels} wide, got ${width}.`);
  if (height <= barRows * cellPixels) fail(`the canvas must be higher than its bar, got ${height}.`);
  if (cellPixels % unitPixels !== 0) fail('unitPixels must divide cellPixels.');
  return { cellPixels, unitPixels, world, barRows, anchor, spritePixels, movers };
}

function fail(fact: string): never {
  throw new FrameloomError('invalid-argument', `recordLevel: ${fact}`);
}
