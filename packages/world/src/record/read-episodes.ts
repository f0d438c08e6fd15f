import { FrameloomError } from '@frameloom/gpu';
import { parseJson, type JsonObject } from '@frameloom/gpu/files';
import { createSpecReader, type SpecReader } from '../engine/spec-reader.ts';
import { unpack } from './deflate.ts';
import type { CellsHeader, Episode, EpisodeEntry, EpisodeHeader } from './episode-file.ts';

/** Options of {@link readEpisodes}. */
export type ReadEpisodesOptions = {
  /** Most bytes that all episodes may have unpacked. Default 1 GiB. */
  maxBytes?: number;
};

const where = 'readEpisodes';
const advice = 'Record it again.';
/** Ten thousand episodes take one of them. */
const limits = { bytes: 16 << 20, depth: 6, values: 1_000_000 };
const defaultMaxBytes = 2 ** 30;

/**
 * Reads what `createEpisodeFile` wrote. Sizes are checked before anything is unpacked, and every number against the header.
 *
 * @throws FrameloomError `load-failed` for another file or version, or one that is damaged or larger than allowed;
 * `invalid-argument` if `file` is no bytes.
 */
export async function readEpisodes(
  file: Uint8Array,
  { maxBytes = defaultMaxBytes }: ReadEpisodesOptions = {},
): Promise<{ header: EpisodeHeader; episodes: Episode[] }> {
  if (!(file instanceof Uint8Array)) {
    throw new FrameloomError('invalid-argument', `${where}: file must be a Uint8Array.`);
  }
  const read = createSpecReader(where, advice);
  const start = headerEnd(file);
  const json = parseJson(`${where}: the header`, file.subarray(8, start), limits);
  const header = readHeader(read, json);
  const entries = readEntries(read, json['episodes'], file.length - start);
  let total = 0;
  for (const { steps } of entries) total += sizesOf(header, steps).end;
  if (total > maxBytes) refuse(`has ${total} bytes unpacked, at most ${maxBytes} are read`);
  const episodes: Episode[] = [];
  for (const [i, entry] of entries.entries()) {
    const packed = file.subarray(start + entry.offset, start + entry.offset + entry.bytes);
    const { moversStart, framesStart, end } = sizesOf(header, entry.steps);
    const data = await unpack(packed, end, `${where}: episode ${i}`, advice);
    const episode: Episode = {
      seed: entry.seed,
      bot: entry.bot,
      actions: data.subarray(0, moversStart),
      movers: new Int16Array(data.slice(moversStart, framesStart).buffer),
      frames: data.subarray(framesStart),
    };
    requireInRange(header, episode, i);
    episodes.push(episode);
  }
  return { header, episodes };
}

function headerEnd(file: Uint8Array): number {
  if (new TextDecoder('latin1').decode(file.subarray(0, 4)) !== 'FLEP') refuse('does not start with FLEP');
  if (file.length < 8) refuse('ends before its header');
  const end = 8 + new DataView(file.buffer, file.byteOffset).getUint32(4, true);
  if (end > file.length) refuse(`claims a header that ends at byte ${end} of ${file.length}`);
  return end;
}

function readHeader(read: SpecReader, json: JsonObject): EpisodeHeader {
  if (json['format'] !== 'frameloom-episodes') read.fail('format', '"frameloom-episodes"', json['format']);
  if (json['version'] !== 1) read.fail('version', '1, the one that this release reads', json['version']);
  const frame = read.object('frame', json['frame']);
  const { episodes: _, ...others } = json;
  return {
    // What later releases say beside it is handed on.
    ...others,
    format: 'frameloom-episodes',
    version: 1,
    level: read.text('level', json['level']),
    actions: read.list('actions', json['actions'], 1, 64).map((name) => read.text('actions', name)),
    frame: {
      width: read.count('frame.width', frame['width'], 4096),
      height: read.count('frame.height', frame['height'], 4096),
    },
    palette: read
      .list('palette', json['palette'], 1, 256)
      .map((color, i) =>
        read.list(`palette[${i}]`, color, 3, 3).map((value) => read.count(`palette[${i}]`, value, 255, 0)),
      ),
    ...(json['movers'] !== undefined && readCells(read, json)),
  } as EpisodeHeader;
}

function readCells(read: SpecReader, json: JsonObject): CellsHeader {
  const cellPixels = read.count('cellPixels', json['cellPixels'], 256);
  const unitPixels = read.count('unitPixels', json['unitPixels'], 256);
  if (cellPixels % unitPixels !== 0) read.fail('unitPixels', `a divisor of ${cellPixels}`, unitPixels);
  const barRows = read.count('barRows', json['barRows'], 64, 0);
  const frame = read.object('frame', json['frame']);
  const width = read.count('frame.width', frame['width'], 4096);
  const height = read.count('frame.height', frame['height'], 4096);
  if (height <= barRows * cellPixels) read.fail('frame.height', 'higher than its bar', height);
  const anchor = read.pair('anchor', json['anchor'], 4096, 0);
  if (anchor[0] + cellPixels > width || anchor[1] + cellPixels > height - barRows * cellPixels)
    read.fail('anchor', 'where the first mover is in view', anchor);
  return {
    cellPixels,
    unitPixels,
    world: read.pair('world', json['world'], 1024),
    barRows,
    anchor,
    spritePixels: read.count('spritePixels', json['spritePixels'], 256),
    movers: read.list('movers', json['movers'], 1, 64).map((item, i) => {
      const mover = read.object(`movers[${i}]`, item);
      return {
        name: read.text(`movers[${i}].name`, mover['name']),
        looks: read.count(`movers[${i}].looks`, mover['looks'], 256),
      };
    }),
  };
}

/** Episodes lie one after the other and fill the file, so that no two of them unpack the same bytes. */
function readEntries(read: SpecReader, list: unknown, bytes: number): EpisodeEntry[] {
  let offset = 0;
  const entries = read.list('episodes', list, 0, 100_000).map((item, i) => {
    const entry = read.object(`episodes[${i}]`, item);
    const at = read.count(`episodes[${i}].offset`, entry['offset'], bytes, 0);
    if (at !== offset) read.fail(`episodes[${i}].offset`, `${offset}, the end of the one before`, at);
    const length = read.count(`episodes[${i}].bytes`, entry['bytes'], bytes - at, 0);
    offset += length;
    return {
      seed: read.count(`episodes[${i}].seed`, entry['seed'], Number.MAX_SAFE_INTEGER, 0),
      bot: read.text(`episodes[${i}].bot`, entry['bot']),
      steps: read.count(`episodes[${i}].steps`, entry['steps'], 10_000_000, 0),
      offset: at,
      bytes: length,
    };
  });
  if (offset !== bytes) refuse(`has ${bytes - offset} bytes after its last episode that belong to none`);
  return entries;
}

/** Where the parts of an unpacked episode lie, bytes. */
function sizesOf(
  { frame, movers }: EpisodeHeader,
  steps: number,
): { moversStart: number; framesStart: number; end: number } {
  const framesStart = steps + (steps + 1) * (movers?.length ?? 0) * 3 * 2;
  return { moversStart: steps, framesStart, end: framesStart + (steps + 1) * frame.width * frame.height };
}

function requireInRange(header: EpisodeHeader, { actions, movers, frames }: Episode, i: number): void {
  const check = (values: Uint8Array, below: number, what: string): void => {
    const bad = values.find((value) => value >= below);
    if (bad !== undefined) refuse(`has ${what} ${bad} in episode ${i}, there are ${below}`);
  };
  check(actions, header.actions.length, 'the action');
  check(frames, header.palette.length, 'the colour');
  if (header.movers === undefined) return;
  const { cellPixels, unitPixels, world } = header;
  const units = cellPixels / unitPixels;
  for (let at = 0; at < movers.length; at += 3) {
    const { name, looks } = header.movers[(at / 3) % header.movers.length]!;
    const [x, y, look] = [movers[at]!, movers[at + 1]!, movers[at + 2]!];
    const isInside = x >= 0 && x < world[0] * units && y >= 0 && y < world[1] * units;
    if (isInside && look >= 0 && look < looks) continue;
    refuse(`has the mover ${name} at ${x}, ${y} with look ${look} in episode ${i}, which its world has not`);
  }
}

function refuse(fact: string): never {
  throw new FrameloomError('load-failed', `${where}: the file ${fact}. ${advice}`);
}
