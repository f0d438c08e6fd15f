// The mark that present.wgsl puts into pictures, against its reference, and what it leaves alone.
import { createPool } from '@frameloom/gpu';
import { detectMark } from '@frameloom/image';
import { expect, test } from 'vitest';
import { createPresenter } from '../../../packages/image/src/picture/picture.ts';
import { addMarkReference } from '../../../packages/image/src/picture/watermark.reference.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { createRandom } from '../nn/maps.ts';

const fixture = useGpu();

async function present(width: number, height: number, hasAlpha: boolean) {
  const { gpu, device } = fixture;
  const pool = createPool(gpu, 'test');
  const random = createRandom(3);
  // Hills of brightness and noise, as bytes; alpha falls from the left to the right.
  const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => {
    const [x, y] = [(i >> 2) % width, Math.floor((i >> 2) / width)];
    if (i % 4 === 3) return hasAlpha ? 255 - x : 255;
    return 90 + 50 * Math.sin(x / 9) * Math.cos(y / 14 + (i % 4)) + 30 * random();
  });
  const sample = Float32Array.from(data, (v, i) => {
    const alpha = i % 4 === 3 ? 1 : data[i | 3]! / 255;
    return ((v * alpha) / 255) * 2 - 1;
  });
  const buffer = pool.buffer({ label: 'sample', size: sample.byteLength, usage: 0x8 | 0x80 });
  device.queue.writeBuffer(buffer, 0, sample);
  const presenter = await createPresenter(gpu, pool, { label: 'test', width, height, hasAlpha });
  const make = (marked: boolean) => {
    const texture = presenter.texture('picture');
    const encoder = device.createCommandEncoder();
    presenter.record(encoder, buffer, texture, marked);
    device.queue.submit([encoder.finish()]);
    return presenter.picture(texture, 1, marked);
  };
  const [plain, marked] = [make(false), make(true)];
  const pixels = { plain: await plain.toPixels(), marked: await marked.toPixels() };
  pool.dispose();
  return { ...pixels, isMarked: marked.isMarked, given: { width, height, data } };
}

test('is what the reference makes', async () => {
  const { plain, marked, isMarked, given } = await present(264, 250, false);
  expect(isMarked).toBe(true);
  expect(plain.data).toEqual(given.data);
  const { data } = addMarkReference(given);
  const differences = marked.data.map((value, i) => Math.abs(value - data[i]!));
  expect(differences.every((value) => value <= 1)).toBe(true);
  expect(differences.filter((value) => value > 0).length).toBeLessThan(0.005 * data.length);
  expect(detectMark(marked)).toMatchObject({ found: true });
  expect(detectMark(plain)).toMatchObject({ found: false });
});

test('keeps to what is visible, and small pictures have none', async () => {
  const { plain, marked } = await present(256, 256, true);
  const alphas = ({ data }: typeof plain) => data.filter((_, i) => i % 4 === 3);
  expect(alphas(marked)).toEqual(alphas(plain));
  expect(detectMark(marked).found).toBe(true);
  const small = await present(32, 32, true);
  expect(small.isMarked).toBe(false);
  expect(small.marked.data).toEqual(small.plain.data);
});
