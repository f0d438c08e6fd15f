// What is wrong with a level's folder is said before anything runs.
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadLevelFiles } from '../../../packages/world/src/load-files.ts';
import { loadCellsFiles } from '../../support/cells-files.ts';

const shipped = join(import.meta.dirname, '../../../models/maze/level');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'level-'));
  cpSync(shipped, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const load = (): ReturnType<typeof loadLevelFiles> => loadLevelFiles(pathToFileURL(folder));
function change(edit: (json: Record<string, unknown>) => void): void {
  const file = join(folder, 'level.json');
  const json = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  edit(json);
  writeFileSync(file, JSON.stringify(json));
}
const architecture = (json: Record<string, unknown>): Record<string, unknown> =>
  json['architecture'] as Record<string, unknown>;

test('the level that ships is sound, small, and within its budget', async () => {
  const { config, spec, starts, layout } = await loadCellsFiles(pathToFileURL(`${folder}/`));
  expect(config).toMatchObject({ task: 'level', license: 'MIT' });
  expect(config.weights.bytes).toBeLessThan(1_000_000);
  expect(starts.length).toBe(spec.starts.length);
  expect(starts[0]!.length).toBe(layout.stateWords);
  // Nothing unknown: who starts there has seen all of it.
  expect(starts.every((words) => words.subarray(layout.cellsStart).every((code) => code > 0))).toBe(true);
  expect((await loadLevelFiles('wick')).config).toEqual(config);
});

test.each<[string, () => void, RegExp]>([
  ['a damaged weights file', () => damage(), /SHA-256/],
  ['a missing weights file', () => rmSync(join(folder, 'level.safetensors')), /level\.safetensors/],
  ['a newer format', () => change((json) => (json['version'] = 2)), /version 2 is newer/],
  [
    'an engine that this release does not have',
    () => change((json) => (architecture(json)['kind'] = 'voxels')),
    /architecture\.kind must be one of cells.*got "voxels"/,
  ],
  ['a model of another task', () => change((json) => (json['task'] = 'upscale')), /task is "upscale"/],
  [
    'movers that read other features',
    () =>
      change((json) => {
        const networks = architecture(json)['networks'] as { movers: { inputs: { channels: number }[] } };
        networks.movers.inputs[0]!.channels++;
      }),
    /networks\.movers must have the inputs features \(368 channels\), got features \(369 channels\)/,
  ],
  [
    'a table with a number that is none',
    () => spoilTable(),
    /tensor table\.barSense must hold finite numbers, got NaN/,
  ],
  ['a missing field', () => change((json) => delete architecture(json)['movers']), /movers must be a list/],
  ['sizes that do not fit', () => change((json) => (architecture(json)['world'] = [25, 24])), /start\.cells/],
  [
    'an anchor out of view',
    () => change((json) => (architecture(json)['anchor'] = [4096, 56])),
    /anchor must/,
  ],
  [
    'an anchor below',
    () => change((json) => (architecture(json)['anchor'] = [60, 113])),
    /at most 112 along y/,
  ],
  [
    'steps around the world',
    () => change((json) => (architecture(json)['moves'] = [[0, 256]])),
    /moves must be steps of at most half the world, 48 units, got 256/,
  ],
  [
    'a touch that its network does not write',
    () => change((json) => ((architecture(json)['reach'] as { touch: number }).touch = 8)),
    /networks\.movers must have the outputs/,
  ],
  [
    'a sight that its network does not read',
    () => change((json) => ((architecture(json)['reach'] as { sight: number }).sight = 3)),
    /networks\.movers must have the inputs/,
  ],
  [
    'a world of 1000 × 1000 cells that its weights have not',
    () => change((json) => (architecture(json)['world'] = [1000, 1000])),
    /start\.cells must have the shape \[\d+, 1000, 1000\]/,
  ],
  ['a table of whole numbers', () => retype('table.barSense', 'I16'), /must be F32, F16 or BF16, got I16/],
  ['a long text', () => change((json) => (architecture(json)['fps'] = 'x'.repeat(100_000))), /fps must be/],
  [
    'a network that is none',
    () => change((json) => (architecture(json)['networks'] = {})),
    /networks\.movers/,
  ],
])('%s is refused', async (_, spoil, message) => {
  spoil();
  await expect(load()).rejects.toMatchObject({
    code: 'load-failed',
    message: expect.stringMatching(message),
  });
});

test('a dropped folder is a level too, and says what is missing', async () => {
  const dropped = (...names: string[]): Map<string, Blob> =>
    new Map(names.map((name) => [`/copy/${name}`, new Blob([readFileSync(join(folder, name))])]));
  const { config } = await loadLevelFiles(dropped('level.json', 'level.safetensors'));
  expect(config).toEqual((await load()).config);
  await expect(loadLevelFiles(dropped('level.json'))).rejects.toThrow(
    /weights "level\.safetensors", which are not beside/,
  );
  await expect(loadLevelFiles(dropped('level.safetensors'))).rejects.toThrow(
    /level\.json: is not among 1 files/,
  );
  damage();
  await expect(loadLevelFiles(dropped('level.json', 'level.safetensors'))).rejects.toThrow(/SHA-256/);
});

test('a missing folder, and a call that was ended', async () => {
  await expect(loadLevelFiles(pathToFileURL(join(folder, 'nowhere')))).rejects.toMatchObject({
    code: 'load-failed',
  });
  await expect(loadLevelFiles(pathToFileURL(folder), { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'aborted',
  });
});

test('numbers of a state beyond their range are refused', async () => {
  const { requireState, starts } = await load();
  const { layout } = await loadCellsFiles(pathToFileURL(`${folder}/`));
  const words = starts[0]!.slice();
  words[layout.cellsStart + 5] = 99;
  expect(() => requireState(words, 'moment')).toThrow('a code of a cell must be from 0 to 19, got 99');
  expect(() => requireState(words.subarray(1), 'moment')).toThrow('has 609 numbers, got 608');
});

function damage(): void {
  const file = join(folder, 'level.safetensors');
  const bytes = readFileSync(file);
  bytes[bytes.length - 9]! ^= 1;
  writeFileSync(file, bytes);
}

/** Says in the header that a tensor is of another type, in as many characters, and makes the hash right again. */
function retype(name: string, dtype: string): void {
  const file = join(folder, 'level.safetensors');
  const bytes = readFileSync(file);
  const at = bytes.indexOf('"dtype"', bytes.indexOf(`"${name}"`));
  const start = bytes.indexOf('"F16"', at);
  bytes.write(`"${dtype}"`, start);
  writeFileSync(file, bytes);
  rehash(bytes);
}

function rehash(bytes: Buffer): void {
  change((json) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    (json['weights'] as Record<string, unknown>)['sha256'] = sha256;
  });
}

/** Puts a NaN into a table, and makes the hash right again. */
function spoilTable(): void {
  const file = join(folder, 'level.safetensors');
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, { data_offsets: number[] }>;
  bytes.writeUInt16LE(0x7e00, start + header['table.barSense']!.data_offsets[0]! + 6);
  writeFileSync(file, bytes);
  rehash(bytes);
}
