import { deflateSync, inflateSync } from 'node:zlib';

/**
 * What a level's recordings share. A picture is a bar of whole cells on top (may be 0 rows) and below it a window onto a
 * flat world of square cells that follows the first mover.
 */
export type EpisodeHeader = {
  format: 'frameloom-episodes';
  version: 1;
  level: string;
  actions: readonly string[];
  frame: { width: number; height: number };
  /** RGB of each palette index; pictures are one byte per pixel. */
  palette: readonly (readonly number[])[];
  cellPixels: number;
  unitPixels: number;
  /** Cells of the world; its edges meet. */
  world: readonly [number, number];
  barRows: number;
  /** Pixels from the window's left and top to the cell of the first mover. */
  anchor: readonly [number, number];
  /** Side of a mover's picture, centred on its cell. */
  spritePixels: number;
  /** The first is the player. Looks count from 0. */
  movers: readonly { name: string; looks: number }[];
};

/**
 * One recording: `steps` actions, and before the first and after each of them the picture and, per mover, x and y in
 * units and its look.
 */
export type Episode = {
  seed: number;
  bot: string;
  actions: Uint8Array;
  movers: Int16Array;
  frames: Uint8Array;
};

/**
 * Packs recordings: `FLEP`, the header's length (4 bytes, little endian), the header as JSON, which also lists the
 * episodes with their offsets; then for each a zlib stream of actions, movers (16 bits, little endian) and frames.
 * Pictures that follow each other are similar, which brings a step to a few hundred bytes.
 */
export function packEpisodes(header: EpisodeHeader, episodes: readonly Episode[]): Uint8Array {
  const parts = episodes.map(packEpisode);
  let offset = 0;
  const index = episodes.map(({ seed, bot, actions }, i) => {
    const entry = { seed, bot, steps: actions.length, offset, bytes: parts[i]!.length };
    offset += entry.bytes;
    return entry;
  });
  return joinEpisodes(header, index, parts);
}

/** An entry of the header's list. */
export type EpisodeEntry = { seed: number; bot: string; steps: number; offset: number; bytes: number };

/** Compresses one recording. */
export function packEpisode({ actions, movers, frames }: Episode): Uint8Array {
  const moverBytes = new Uint8Array(movers.buffer, movers.byteOffset, movers.byteLength);
  return deflateSync(Buffer.concat([actions, moverBytes, frames]), { level: 6, memLevel: 9 });
}

/** Puts compressed recordings into one file. */
export function joinEpisodes(
  header: EpisodeHeader,
  episodes: readonly EpisodeEntry[],
  parts: readonly Uint8Array[],
): Uint8Array {
  const json = Buffer.from(JSON.stringify({ ...header, episodes }));
  const start = Buffer.from('FLEP0000');
  start.writeUInt32LE(json.length, 4);
  return Buffer.concat([start, json, ...parts]);
}

/** Reads what {@link packEpisodes} wrote. */
export function unpackEpisodes(file: Uint8Array): { header: EpisodeHeader; episodes: Episode[] } {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.toString('latin1', 0, 4) !== 'FLEP')
    throw new Error('episodes: the file does not start with FLEP');
  const start = 8 + bytes.readUInt32LE(4);
  const { episodes, ...header } = JSON.parse(bytes.toString('utf8', 8, start)) as EpisodeHeader & {
    episodes: EpisodeEntry[];
  };
  const unpack = ({ seed, bot, steps, offset, bytes: length }: EpisodeEntry): Episode => {
    const data = inflateSync(bytes.subarray(start + offset, start + offset + length));
    const moversEnd = steps + (steps + 1) * header.movers.length * 3 * 2;
    const movers = new Int16Array(data.buffer.slice(data.byteOffset + steps, data.byteOffset + moversEnd));
    return { seed, bot, actions: data.subarray(0, steps), movers, frames: data.subarray(moversEnd) };
  };
  return { header, episodes: episodes.map(unpack) };
}
