import { FrameloomError } from '@frameloom/gpu';

/**
 * What a level's recordings share. A picture is a bar of whole cells on top (may be 0 rows) and below it a window onto a
 * flat world of square cells that follows the first mover.
 */
export type EpisodeHeader = {
  format: 'frameloom-episodes';
  version: 1;
  level: string;
  actions: readonly string[];
  /** Pixels. */
  frame: { width: number; height: number };
  /** RGB of each palette index; pictures are one byte per pixel. */
  palette: readonly (readonly number[])[];
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
  /** [steps + 1, movers, 3] */
  movers: Int16Array;
  /** [steps + 1, height, width] */
  frames: Uint8Array;
};

type Entry = { seed: number; bot: string; steps: number; offset: number; bytes: number };

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
  const entries: Entry[] = [];
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
      const part = await pipe([actions, moverBytes, frames], new CompressionStream('deflate'));
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

/**
 * Reads what {@link createEpisodeFile} wrote.
 *
 * @throws FrameloomError `load-failed` for another file or version.
 */
export async function readEpisodes(
  file: Uint8Array,
): Promise<{ header: EpisodeHeader; episodes: Episode[] }> {
  if (new TextDecoder('latin1').decode(file.subarray(0, 4)) !== 'FLEP') {
    throw new FrameloomError(
      'load-failed',
      'readEpisodes: the file does not start with FLEP. Record it again.',
    );
  }
  const start = 8 + new DataView(file.buffer, file.byteOffset).getUint32(4, true);
  const { episodes: entries, ...header } = JSON.parse(
    new TextDecoder().decode(file.subarray(8, start)),
  ) as EpisodeHeader & { episodes: Entry[] };
  if (header.version !== 1) {
    throw new FrameloomError(
      'load-failed',
      `readEpisodes: version ${String(header.version)} is not 1, the one that this release reads.`,
    );
  }
  const episodes: Episode[] = [];
  for (const { seed, bot, steps, offset, bytes } of entries) {
    const part = file.subarray(start + offset, start + offset + bytes);
    const data = await pipe([part], new DecompressionStream('deflate'));
    const moversEnd = steps + (steps + 1) * header.movers.length * 3 * 2;
    episodes.push({
      seed,
      bot,
      actions: data.subarray(0, steps),
      movers: new Int16Array(data.slice(steps, moversEnd).buffer),
      frames: data.subarray(moversEnd),
    });
  }
  return { header, episodes };
}

async function pipe(
  parts: readonly Uint8Array[],
  through: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const blob = new Blob(parts as Uint8Array<ArrayBuffer>[]);
  const stream = blob
    .stream()
    .pipeThrough(through as ReadableWritablePair<Uint8Array, Uint8Array<ArrayBuffer>>);
  return new Uint8Array(await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());
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
