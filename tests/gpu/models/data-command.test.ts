import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { decodeSequence } from '../../../models/upscale/data/format/sequence-file.ts';
import { main } from '../../../models/upscale/data/host/main.ts';
import { makeGlb } from '../../unit/quality/model.ts';
import { decodePng } from '../../quality/host/decode-png.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'frameloom-data-'));
  vi.spyOn(console, 'log').mockImplementation(() => {});
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

const command = (sequences: number, ...more: string[]): string[] => {
  const common = ['--frames', '2', '--size', '36x24', '--families', 'wires'];
  return ['--out', join(folder, 'data'), '--sequences', String(sequences), ...common, ...more];
};
const files = (): string[] => readdirSync(join(folder, 'data')).toSorted();

test('a stopped run leaves no half of a sequence, and goes on', async () => {
  let asked = 0;
  expect(await main(command(2), () => ++asked > 2)).toBe(130);
  expect(files()).toEqual(['wires-00001.safetensors']);
  const first = join(folder, 'data', files()[0]!);
  const before = readFileSync(first);
  utimesSync(first, 1, 1);
  expect(await main(command(2))).toBe(0);
  expect(files()).toEqual(['wires-00001.safetensors', 'wires-00002.safetensors']);
  expect(statSync(first).mtimeMs).toBe(1000);
  expect(readFileSync(first).equals(before)).toBe(true);
  expect(await main(command(9, '--budget', '0'))).toBe(0);
  expect(files()).toHaveLength(2);
}, 180_000);

test('a file holds what the format says', () => {
  const { tensors, metadata } = decodeSequence(readFileSync(join(folder, 'data/wires-00001.safetensors')));
  expect(metadata).toMatchObject({
    family: 'wires',
    split: 'train',
    seed: '1',
    display_size: '36x24',
    ratios: '1.5,2,3',
  });
  const shapes = Object.fromEntries(
    Object.entries(tensors).map(([name, { dtype, shape }]) => [name, `${dtype} ${shape.join()}`]),
  );
  expect(shapes).toMatchObject({
    reference: 'U32 2,24,36',
    fov: 'F32 2',
    cut: 'U8 2',
    'color_1.5': 'U32 2,16,24',
    motion_2: 'F16 2,12,18,2',
    depth_3: 'U16 2,8,12',
    reactive_2: 'U8 2,12,18',
    jitter_2: 'F32 2,2',
  });
  expect(tensors['cut']!.data[0]).toBe(1);
});

test('a sheet shows every sequence', async () => {
  const out = join(folder, 'sheet.png');
  expect(await main(['--sheet', join(folder, 'data'), '--out', out])).toBe(0);
  const { width, height } = decodePng(readFileSync(out));
  expect([width, height]).toEqual([6 * 36 + 5 * 4, 2 * (24 + 4)]);
});

test('models of a folder become a family of their own', { timeout: 180_000 }, async () => {
  const models = join(folder, 'models');
  mkdirSync(models);
  writeFileSync(join(models, 'boxes.glb'), makeGlb());
  const out = join(folder, 'of-models');
  const common = ['--out', out, '--sequences', '1', '--frames', '2', '--size', '24x24', '--models', models];
  expect(await main([...common, '--families', 'models'])).toBe(0);
  const { metadata, tensors } = decodeSequence(readFileSync(join(out, 'models-00001.safetensors')));
  expect(metadata.family).toBe('models');
  expect(new Set(tensors['depth_2']!.data).size).toBeGreaterThan(2);
  writeFileSync(join(models, 'jpeg.glb'), makeGlb('image/jpeg'));
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => {});
  expect(await main([...common, '--families', 'models', '--seed', '2'])).toBe(2);
  expect(complaints.mock.calls.join()).toMatch(
    /jpeg\.glb cannot be read: its textures are image\/jpeg, not PNG/,
  );
});
