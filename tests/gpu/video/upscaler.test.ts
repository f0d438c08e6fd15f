// Every path of the frame upscaler against its reference in plain TypeScript.
import { createGpu } from '@frameloom/gpu';
import { createVideoUpscaler, type VideoUpscalerOptions } from '@frameloom/video';
import { expect, test } from 'vitest';
import { assembleReference } from '../../../packages/video/src/passes/assemble/assemble.reference.ts';
import type { Picture } from '../../../packages/video/src/passes/picture.ts';
import { resampleReference } from '../../../packages/video/src/passes/resample/resample.reference.ts';
import { sharpenReference } from '../../../packages/video/src/passes/sharpen/sharpen.reference.ts';
import { antiring } from '../../../packages/video/src/resampler.ts';
import { useGpu } from '../../support/gpu-test.ts';
import {
  download,
  largestDifference,
  makeTellingModel,
  makeVideoModel,
  noise,
  painted,
  runVideoModel,
  targetTexture,
  upload,
} from './pictures.ts';

const fixture = useGpu();
const source = noise(21, 13);
const model = makeVideoModel((i) => 0.22 * Math.sin(i * 1.7));

async function enlarge(
  options: VideoUpscalerOptions,
  size: { width: number; height: number },
  from: Picture = source,
): Promise<Picture> {
  const { gpu, device } = fixture;
  const before = gpu.memory.bytes;
  const upscaler = await createVideoUpscaler(gpu, { restoration: 0.5, ...options });
  const target = targetTexture(device, size.width, size.height);
  const encoder = device.createCommandEncoder();
  upscaler.record(encoder, upload(device, from), target);
  device.queue.submit([encoder.finish()]);
  const picture = await download(device, target);
  expect(upscaler.memoryBytes).toBeGreaterThan(0);
  upscaler.dispose();
  expect(gpu.memory.bytes).toBe(before);
  return picture;
}

const clamped = (picture: Picture): Picture => ({
  ...picture,
  data: picture.data.map((value) => Math.min(1, Math.max(0, value))),
});

test.each([
  [25, 15],
  [37, 29],
  [42, 26],
  [84, 52],
  [15, 8],
])('resamples to %i×%i', async (width, height) => {
  const picture = await enlarge({ model: 'none', sharpness: 0 }, { width, height });
  const wanted = clamped(resampleReference(source, { width, height }, antiring));
  expect(largestDifference(picture, wanted)).toBeLessThan(1.5);
});

test('sharpens what it resampled, by default only where there is no network', async () => {
  const size = { width: 33, height: 20 };
  const plain = clamped(resampleReference(source, size, antiring));
  const sharp = await enlarge({ model: 'none', sharpness: 0.8 }, size);
  expect(largestDifference(sharp, sharpenReference(plain, 0.8))).toBeLessThan(4);
  const byDefault = await enlarge({ model: 'none' }, size);
  expect(largestDifference(byDefault, sharpenReference(plain, 0.35))).toBeLessThan(3);
});

test('doubles by the network', async () => {
  const picture = await enlarge({ model }, { width: 42, height: 26 });
  const head = runVideoModel(model, source);
  const wanted = assembleReference(source, head);
  expect(largestDifference(picture, wanted)).toBeLessThan(2);
  expect(
    largestDifference(
      wanted,
      assembleReference(
        source,
        head.map(() => 0),
      ),
    ),
  ).toBeGreaterThan(20);
});

test('gives the network the degradation level', async () => {
  for (const restoration of [0, 1]) {
    const picture = await enlarge({ model, restoration }, { width: 42, height: 26 });
    const wanted = assembleReference(source, runVideoModel(model, source, restoration));
    expect(largestDifference(picture, wanted)).toBeLessThan(2);
    const other = assembleReference(source, runVideoModel(model, source, 1 - restoration));
    expect(largestDifference(picture, other)).toBeGreaterThan(10);
  }
});

test('adds to luma alone', async () => {
  const grey = painted(8, 6, () => [0.5, 0.3, 0.2]);
  const constant = makeVideoModel((i) => (i === 0 ? 0.1 : 0));
  const picture = await enlarge({ model: constant }, { width: 16, height: 12 }, grey);
  const [r, g, b] = picture.data.subarray((6 * 16 + 8) * 3);
  expect(r! - g!).toBeCloseTo(0.2, 2);
  expect(g! - b!).toBeCloseTo(0.1, 2);
});

test.each([1.3, 3, 4])('brings what the network doubled to %f×', async (factor) => {
  const size = { width: Math.round(21 * factor), height: Math.round(13 * factor) };
  const doubled = assembleReference(source, runVideoModel(model, source));
  const picture = await enlarge({ model, sharpness: 0 }, size);
  const wanted = clamped(resampleReference(doubled, size, antiring));
  expect(largestDifference(picture, wanted)).toBeLessThan(3);
});

test('keeps a flat colour and a straight ramp', async () => {
  const flat = painted(12, 9, () => [0.2, 0.6, 0.8]);
  const large = await enlarge({ model: 'none' }, { width: 31, height: 23 }, flat);
  expect(
    largestDifference(
      large,
      painted(31, 23, () => [0.2, 0.6, 0.8]),
    ),
  ).toBeLessThan(0.6);
  const ramp = painted(16, 8, (x) => [x / 15, x / 15, x / 15]);
  const wide = await enlarge({ model: 'none', sharpness: 0 }, { width: 64, height: 8 }, ramp);
  for (let x = 12; x < 52; x++) expect(wide.data[x * 3]!).toBeCloseTo(((x + 0.5) / 4 - 0.5) / 15, 1.7);
});

test('takes another size, sharpness and network from frame to frame', async () => {
  const { gpu, device } = fixture;
  const before = gpu.memory.bytes;
  const upscaler = await createVideoUpscaler(gpu, { model: 'none', sharpness: 0, restoration: 0.5 });
  const draw = async (from: Picture, width: number, height: number): Promise<Picture> => {
    const target = targetTexture(device, width, height);
    const encoder = device.createCommandEncoder();
    upscaler.record(encoder, upload(device, from), target);
    device.queue.submit([encoder.finish()]);
    return download(device, target);
  };
  const small = noise(9, 7, 3);
  for (const [from, width, height] of [
    [source, 30, 20],
    [small, 20, 30],
    [source, 30, 20],
  ] as const) {
    const wanted = clamped(resampleReference(from, { width, height }, antiring));
    expect(largestDifference(await draw(from, width, height), wanted)).toBeLessThan(1.5);
  }
  await upscaler.setModel(model);
  expect(upscaler.model).toBe('by hand');
  expect(upscaler.macsPerPixel).toBe(9 * (4 * 8 + 8 * 4));
  const doubled = assembleReference(small, runVideoModel(model, small));
  expect(largestDifference(await draw(small, 18, 14), doubled)).toBeLessThan(2);
  await upscaler.setModel('none');
  expect(upscaler.model).toBe('none');
  upscaler.dispose();
  upscaler.dispose();
  expect(gpu.memory.bytes).toBe(before);
  expect(() =>
    upscaler.record(device.createCommandEncoder(), upload(device, small), targetTexture(device, 9, 9)),
  ).toThrow(/disposed/);
});

test('says what is wrong', async () => {
  const { gpu, device } = fixture;
  const wrong = makeVideoModel(() => 0, { channels: 8 });
  await expect(createVideoUpscaler(gpu, { model: wrong })).rejects.toThrow(/"by hand".*is not one for video/);
  await expect(createVideoUpscaler(gpu, { model: 7 as never })).rejects.toThrow(
    /model must be 'none', 'small'/,
  );
  await expect(createVideoUpscaler(gpu, { model: 'none', sharpness: 2 })).rejects.toThrow(/from 0 to 1/);
  const upscaler = await createVideoUpscaler(gpu, { model: 'none', targetFormat: 'rgba16float' });
  const encoder = device.createCommandEncoder();
  expect(() => upscaler.record(encoder, upload(device, source), targetTexture(device, 9, 9))).toThrow(
    /rgba8unorm.*made for rgba16float/,
  );
  upscaler.dispose();
});

test('frames that are recorded before a submit keep their own settings', async () => {
  const { gpu, device } = fixture;
  const given = upload(device, noise(24, 16));
  const settings = [
    { sharpness: 0, restoration: 0 },
    { sharpness: 0.4, restoration: 1 },
    { sharpness: 1, restoration: 0.5 },
  ];
  const draw = async (isTogether: boolean): Promise<Picture[]> => {
    const upscaler = await createVideoUpscaler(gpu, { model: makeTellingModel() });
    const targets = settings.map(() => targetTexture(device, 60, 40));
    let encoder = device.createCommandEncoder();
    settings.forEach((setting, i) => {
      Object.assign(upscaler, setting);
      upscaler.record(encoder, given, targets[i]!);
      if (isTogether) return;
      device.queue.submit([encoder.finish()]);
      encoder = device.createCommandEncoder();
    });
    device.queue.submit([encoder.finish()]);
    const pictures = await Promise.all(targets.map((target) => download(device, target)));
    upscaler.dispose();
    return pictures;
  };
  const [single, together] = [await draw(false), await draw(true)];
  settings.forEach((_, i) => expect(largestDifference(single[i]!, together[i]!)).toBe(0));
  expect(largestDifference(single[0]!, single[1]!)).toBeGreaterThan(10);
});

test('after the loss of the device it says so, and what else is in the encoder is still drawn', async () => {
  const gpu = await createGpu({ label: 'lost' });
  const upscalers = await Promise.all([
    createVideoUpscaler(gpu, { model: 'none' }),
    createVideoUpscaler(gpu, { model, restoration: 0.5 }),
  ]);
  const rebuilt = new Promise<void>((resolve) => gpu.onRebuild(resolve));
  gpu.device.destroy();
  await rebuilt;
  const { device } = gpu;
  device.pushErrorScope('validation');
  for (const upscaler of upscalers) {
    const encoder = device.createCommandEncoder();
    expect(() => upscaler.record(encoder, upload(device, source), targetTexture(device, 42, 26))).toThrow(
      expect.objectContaining({ code: 'device-lost' }),
    );
    device.queue.submit([encoder.finish()]);
    upscaler.dispose();
  }
  expect(await device.popErrorScope()).toBeNull();
  gpu.dispose();
});
