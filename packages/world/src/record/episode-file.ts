import { pack } from './deflate.ts';

/** What all recordings say. */
type PicturesHeader = {
  format: 'frameloom-episodes';
  version: 1;
  level: string;
  /** What made the pictures, a term of IPTC's `digitalsourcetype`. Files from before it have none. */
  digitalSourceType?: string;
  actions: readonly string[];
  /** Pixels. */
  frame: { width: number; height: number };
  /** RGB of each palette index; pictures are one byte per pixel. */
  palette: readonly (readonly number[])[];
};

/**
 * What the recordings of a level with cells say beside it. A picture is a bar of whole cells on top (may be 0 rows) and below
 * it a window onto a flat world of square cells that follows the first mover.
 */
export type CellsHeader = {
  /** Side of a cell, and the smallest step of a mover, pixels. */
  cellPixels: number;
  unitPixels: number;
  /** Columns and rows of the world; its edges meet. */
  world: readonly [number, number];
  barRows: number;
  /** Pixels from the window's left and top to the cell of the first mover. */
  anchor: readonly [number, number];
  /** Side of a mover's picture, centred on its cell, pixels. */
  spritePixels: number;
  /** The first is the player. Looks count from 0. */
  movers: readonly { name: string; looks: number }[];
};

/** What a level's recordings share: pictures and actions alone, or with the fields of {@link CellsHeader}, all of them. */
export type EpisodeHeader = PicturesHeader & (CellsHeader | { [field in keyof CellsHeader]?: never });

/**
 * One recording: some actions, and before the first and after each of them the picture and, per mover, x and y in units
 * and its look.
 */
export type Episode = {
  /** What the game was started with, for whoever wants to play it again. */
  seed: number;
  /** Who played. */
  bot: string;
  /** [steps] */
  actions: Uint8Array;
  /** [steps + 1, movers, 3]; empty where nobody told positions. */
  movers: Int16Array;
  /** [steps + 1, height, width] */
  frames: Uint8Array;
};

/** What a recording says of an episode; `offset` and `bytes` are those of its packed bytes, after the header. */
export type EpisodeEntry = { seed: number; bot: string; steps: number; offset: number; bytes: number };

/** A file of recordings in the making. */
export interface EpisodeFile {
  readonly episodes: number;
  /** Compressed bytes so far. */
  readonly bytes: number;
  add(episode: Episode): Promise<void>;
  /** The whole file. More can be added after it. */
  finish(header: EpisodeHeader): Uint8Array<ArrayBuffer>;
}

/**
 * Packs recordings: `FLEP`, the header's length (4 bytes, little endian), the header as JSON, which also lists the
 * episodes with their offsets; then for each a zlib stream of actions, movers (16 bits, little endian) and frames.
 * Pictures that follow each other are similar, which brings a step to a few hundred bytes.
 */
export function createEpisodeFile(): EpisodeFile {
  const parts: Uint8Array[] = [];
  const entries: EpisodeEntry[] = [];
  let offset = 0;
  return {
    get episodes() {
      return entries.length;
    },
    get bytes() {
      return offset;
    },
    async add({ seed, bot, actions, movers, frames }) {
      const moverBytes = new Uint8Array(movers.buffer, movers.byteOffset, movers.byteLength);
      const part = await pack([actions, moverBytes, frames]);
      entries.push({ seed, bot, steps: actions.length, offset, bytes: part.length });
      parts.push(part);
      offset += part.length;
    },
    finish(header) {
      const json = new TextEncoder().encode(JSON.stringify({ ...header, episodes: entries }));
      const start = new Uint8Array(8);
      start.set(new TextEncoder().encode('FLEP'));
      new DataView(start.buffer).setUint32(4, json.length, true);
      return join([start, json, ...parts]);
    },
  };
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
