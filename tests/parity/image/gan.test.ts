// A generator of one step through the public calls, against what PyTorch made of the same weights. See record_gan.py.
import { readFile } from 'node:fs/promises';
import { loadGan, type Picture } from '@frameloom/image';
import { parseSafetensors, toFloat32 } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { drawNoise } from '../../../packages/image/src/gan/noise.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { pictureDifference } from './difference.ts';

const fixture = useGpu();
const timeout = 240_000;
const folder = new URL('gan/', import.meta.url);

async function readFiles(): Promise<Map<string, Blob>> {
  const names = ['model.json', 'conditions.json', 'gan.safetensors'];
  const read = names.map(async (name) => [`gan/${name}`, new Blob([await readFile(new URL(name, folder))])]);
  return new Map((await Promise.all(read)) as [string, Blob][]);
}

test('is what PyTorch says, seeds reproduce, and ends are kept on the way', { timeout }, async () => {
  const { gpu } = fixture;
  const before = gpu.memory.bytes;
  const gan = await loadGan(gpu, folder, { precision: 'f32' });
  expect(gan).toMatchObject({
    label: 'gan',
    width: 8,
    height: 8,
    noise: 6,
    classes: [
      ['cat', 'dog'],
      ['red', 'green', 'blue'],
    ],
  });
  const { tensors } = parseSafetensors(await readFile(new URL('recorded.safetensors', folder)));
  const recorded = (name: string): Float32Array => toFloat32(tensors.get(name)!);
  const z = recorded('z');
  const made = await gan.generate({ z, classLabel: 'Red dog' });
  expect(await pictureDifference(made, recorded('picture'))).toBeLessThan(1);
  made.dispose();

  const pixels = async (picture: Picture) => (await picture.toPixels()).data;
  const of = async (options: object) => pixels(await gan.generate(options));
  expect(await of({ seed: 5 })).toEqual(await of({ seed: 5 }));
  expect(await of({ seed: 5 })).not.toEqual(await of({ seed: 6 }));
  expect(await of({ seed: 5 })).not.toEqual(await of({ seed: 5, classLabel: 'cat' }));
  const way: Picture[] = [];
  const ends = [
    { seed: 5, classLabel: 'cat red' },
    { z, classLabel: 'dog' },
  ] as const;
  for await (const picture of gan.interpolate(...ends, 3)) way.push(picture);
  expect(await pixels(way[0]!)).toEqual(await of(ends[0]));
  expect(await pixels(way[2]!)).toEqual(await of(ends[1]));
  expect(await pixels(way[1]!)).not.toEqual(await pixels(way[0]!));

  const bad = (options: object) => expect(gan.generate(options)).rejects;
  await bad({ z: [1, 2] }).toThrow(/z is .* Give 6 finite numbers/);
  await bad({ truncation: 0 }).toThrow(/truncation is 0/);
  await bad({ classLabel: 'cat dog' }).toThrow(/of each list at most one: cat, dog; red, green, blue/);
  await bad({ seed: -1 }).toThrow(/seed is -1/);
  await bad({ signal: AbortSignal.abort() }).toMatchObject({ code: 'aborted' });
  gan.dispose();
  expect(gpu.memory.bytes).toBe(before);
  await bad({}).toMatchObject({ code: 'disposed' });
});

test('noise is normal, and truncated noise stays below', () => {
  const values = drawNoise(1, 20_000, Infinity);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(Math.abs(variance - 1)).toBeLessThan(0.03);
  const most = drawNoise(3, 2000, 0.7).reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  expect(most).toBeLessThanOrEqual(0.7);
  expect(most).toBeGreaterThan(0.65);
});

test('folders that do not fit are named', { timeout }, async () => {
  const files = await readFiles();
  const loading = (name: string, content: string | undefined) => {
    const changed = new Map(files);
    if (content === undefined) changed.delete(`gan/${name}`);
    else changed.set(`gan/${name}`, new Blob([content]));
    return expect(loadGan(fixture.gpu, changed)).rejects;
  };
  await loading('conditions.json', undefined).toThrow(/gan: has no conditions\.json/);
  await loading('gan.safetensors', undefined).toThrow(/has no gan\.safetensors/);
  await loading('conditions.json', '{"noise": 6, "words": [["a b"]]}').toThrow(/lists of words/);
  await loading('conditions.json', '{"noise": 7, "words": []}').toThrow(
    /reads 11 numbers .* 7 and 4 are needed/,
  );
  const config = await files.get('gan/model.json')!.text();
  await loading('model.json', config.replace('image-gan', 'upscale')).toThrow(/task is "upscale"/);
});
