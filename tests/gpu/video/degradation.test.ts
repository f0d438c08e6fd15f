// `restoration: 'auto'`: the degradation level, estimated on the GPU and given to the network that enlarges.
import { createPool } from '@frameloom/gpu';
import { createVideoUpscaler, type VideoUpscaler } from '@frameloom/video';
import { createFeatureMap, loadModel, type Model } from '@frameloom/nn';
import { afterEach, expect, test, vi } from 'vitest';
import { createEstimator } from '../../../packages/video/src/degradation/estimator.ts';
import { createDoubler, type Doubler } from '../../../packages/video/src/doubler.ts';
import { degradationFiles } from '../../../packages/video/src/models/shipped.ts';
import type { Picture } from '../../../packages/video/src/passes/picture.ts';
import { floatToHalf } from '@frameloom/gpu/files';
import { useGpu } from '../../support/gpu-test.ts';
import {
  download,
  largestDifference,
  makeSeeingModel,
  makeTellingModel,
  makeVideoModel,
  noise,
  painted,
  readFloat,
  targetTexture,
  upload,
} from './pictures.ts';

const fixture = useGpu();
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const grey = (value: number, width = 21, height = 13): Picture =>
  painted(width, height, () => [value, value, value]);

/** What a network of makeTellingModel was told for a grey picture. */
const toldOf = (picture: Picture, value: number): number =>
  (picture.data[0]! - Math.round(value * 255) / 255) * 2;

/** Sees a grey of `value` as this number, where nothing is added to `bias`. */
const [gain, bias] = [16, -16 * 0.35];
const seenOf = (value: number): number => sigmoid((gain * Math.round(value * 255)) / 255 + bias);

afterEach(() => {
  vi.restoreAllMocks();
  vi.doUnmock('../../../packages/video/src/models/degradation.ts');
});

/** What an estimator finds in a picture, from the level `before`. */
type Look = (picture: Picture, before?: number) => Promise<number>;

async function withEstimator(model: Model, run: (look: Look) => Promise<void>): Promise<void> {
  const { gpu, device } = fixture;
  const bytes = gpu.memory.bytes;
  const estimator = await createEstimator(gpu, 'test', model);
  const pool = createPool(gpu, 'test');
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const level = pool.buffer({ label: 'level', size: 4, usage });
  await run(async (picture, before) => {
    const { width, height, data } = picture;
    const frame = createFeatureMap(pool, { label: 'frame', width, height, channels: 4 });
    const halves = Uint16Array.from({ length: width * height * 4 }, (_, i) =>
      i % 4 === 3 ? 0 : floatToHalf(data[Math.floor(i / 4) * 3 + (i % 4)]!),
    );
    device.queue.writeBuffer(frame.buffer, 0, halves);
    device.queue.writeBuffer(level, 0, new Float32Array([before ?? 0]));
    const encoder = device.createCommandEncoder();
    estimator.record(encoder, frame, picture, level, before === undefined);
    device.queue.submit([encoder.finish()]);
    return readFloat(device, level);
  });
  expect(estimator.bytes).toBeGreaterThan(0);
  estimator.dispose();
  pool.dispose();
  expect(gpu.memory.bytes).toBe(bytes);
}

test('the number is the weighted mean of all places, through a sigmoid', async () => {
  // More places than invocations; red is the opinion and green the logarithm of its weight, beyond ±8 for some.
  const picture = noise(203, 131, 5);
  const [opinion, weight] = [6, 24];
  const model = makeSeeingModel({ opinion, bias: -2.5, weight, weightBias: -12 });
  let [sum, total] = [0, 0];
  for (let y = 0; y < 131; y += 8)
    for (let x = 0; x < 203; x += 8) {
      const at = (y * 203 + x) * 3;
      const w = Math.exp(Math.min(8, Math.max(-8, weight * picture.data[at + 1]! - 12)));
      sum += (opinion * picture.data[at]! - 2.5) * w;
      total += w;
    }
  await withEstimator(model, async (look) => {
    expect(Math.abs((await look(picture)) - sigmoid(sum / total))).toBeLessThan(2e-3);
  });
});

test('goes a quarter of the way from the number before; what is no number becomes 0.5 and does not stay', async () => {
  await withEstimator(makeSeeingModel({ opinion: gain, bias }), async (look) => {
    expect(await look(grey(0.45), 0.1)).toBeCloseTo(0.075 + seenOf(0.45) / 4, 2);
    expect(await look(grey(0.45))).toBeCloseTo(seenOf(0.45), 2);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const picture = grey(0.3);
      picture.data[8 * 3] = bad;
      expect(await look(picture), String(bad)).toBe(0.5);
      expect(await look(picture, 0.1), String(bad)).toBeCloseTo(0.2, 5);
      expect(await look(grey(0.45), bad), String(bad)).toBeCloseTo(seenOf(0.45), 2);
    }
  });
});

test('refuses a network of another kind', async () => {
  await expect(
    createEstimator(
      fixture.gpu,
      'test',
      makeVideoModel(() => 0),
    ),
  ).rejects.toThrow(/"by hand".*is not one for measuring degradation.*level 3/);
});

async function toldBy(doubler: Doubler, value: number, width?: number): Promise<number> {
  const { device } = fixture;
  const picture = grey(value, width);
  const target = targetTexture(device, picture.width * 2, picture.height * 2);
  const encoder = device.createCommandEncoder();
  doubler.draw(encoder, upload(device, picture), target);
  device.queue.submit([encoder.finish()]);
  return toldOf(await download(device, target), value);
}

test.each(['its input', 'its weights'] as const)(
  'looks at every eighth frame, settles, begins anew when told, and tells a network by %s',
  async (by) => {
    const { gpu } = fixture;
    const before = gpu.memory.bytes;
    const formats = { draw: 'rgba8unorm', store: 'rgba8unorm' } as const;
    const doubler = await createDoubler(gpu, 'test', makeTellingModel(by), formats);
    const estimator = await createEstimator(gpu, 'test', makeSeeingModel({ opinion: gain, bias }));
    const [a, b] = [0.2, 0.45];
    const [low, high] = [seenOf(a), seenOf(b)];
    const isTold = async (value: number, told: number, width?: number): Promise<void> =>
      expect(await toldBy(doubler, value, width)).toBeCloseTo(told, 1.7);

    doubler.restoration = 'auto';
    await isTold(a, 0.5);
    doubler.estimator = estimator;
    await isTold(a, low);
    for (let frame = 1; frame < 8; frame++) await isTold(b, low);
    const once = low + (high - low) / 4;
    for (let frame = 8; frame < 16; frame++) await isTold(b, once);
    await isTold(b, once + (high - once) / 4);
    doubler.reset();
    await isTold(b, high);
    await isTold(a, high);
    // Another size is another film.
    await isTold(a, low, 32);
    doubler.restoration = 0.9;
    await isTold(b, 0.9, 32);
    doubler.reset();
    await isTold(b, 0.9, 32);
    doubler.restoration = 'auto';
    await isTold(b, high, 32);

    // Opinions larger than halves can be.
    const tooLarge = makeSeeingModel({ opinion: 60_000, bias: 60_000 });
    const overflowing = await createEstimator(gpu, 'test', tooLarge);
    doubler.estimator = overflowing;
    await isTold(b, 0.5, 32);
    doubler.estimator = estimator;
    await isTold(b, high, 32);
    for (const part of [doubler, estimator, overflowing]) part.dispose();
    expect(gpu.memory.bytes).toBe(before);
  },
);

const source = noise(40, 24, 2);

async function enlarge(upscaler: VideoUpscaler): Promise<Picture> {
  const { device } = fixture;
  const target = targetTexture(device, source.width * 2, source.height * 2);
  const encoder = device.createCommandEncoder();
  upscaler.record(encoder, upload(device, source), target);
  device.queue.submit([encoder.finish()]);
  return download(device, target);
}

test('is the default, and the same as being told the number that is seen', async () => {
  const { gpu } = fixture;
  const before = gpu.memory.bytes;
  const upscaler = await createVideoUpscaler(gpu, { model: makeTellingModel() });
  expect(upscaler.restoration).toBe('auto');
  expect(await upscaler.whenSeeing()).toBe(true);
  const [auto, bytes] = [await enlarge(upscaler), upscaler.memoryBytes];
  let seen = 0;
  const { config, weights } = await degradationFiles();
  const shipped = await loadModel(config, { weights });
  await withEstimator(shipped, async (look) => void (seen = await look(source)));
  upscaler.restoration = seen;
  expect(largestDifference(auto, await enlarge(upscaler))).toBeLessThan(1.1);
  upscaler.restoration = seen > 0.5 ? seen - 0.4 : seen + 0.4;
  expect(largestDifference(auto, await enlarge(upscaler))).toBeGreaterThan(20);
  upscaler.restoration = 'auto';
  expect(largestDifference(auto, await enlarge(upscaler))).toBe(0);
  expect(() => (upscaler.restoration = 'much' as never)).toThrow(/'auto' or a number from 0 to 1, got much/);
  upscaler.dispose();
  expect(gpu.memory.bytes).toBe(before);

  const told = await createVideoUpscaler(gpu, { model: makeTellingModel(), restoration: 0.5 });
  expect(await told.whenSeeing()).toBe(false);
  await enlarge(told);
  expect(told.memoryBytes).toBeLessThan(bytes);
  // Loaded when it is needed first.
  told.restoration = 'auto';
  expect(await told.whenSeeing()).toBe(true);
  expect(largestDifference(auto, await enlarge(told))).toBe(0);
  told.dispose();

  const plain = await createVideoUpscaler(gpu, { model: 'none' });
  expect(await plain.whenSeeing()).toBe(false);
  await plain.setModel(makeTellingModel());
  expect(await plain.whenSeeing()).toBe(true);
  plain.restoration = 0;
  plain.dispose();
  expect(gpu.memory.bytes).toBe(before);
});

test('disposed while the network is on its way, nothing is left', async () => {
  const { gpu } = fixture;
  const before = gpu.memory.bytes;
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const upscaler = await createVideoUpscaler(gpu, { model: makeTellingModel(), restoration: 0 });
  upscaler.restoration = 'auto';
  const settled = upscaler.whenSeeing();
  upscaler.dispose();
  expect(await settled).toBe(false);
  expect(gpu.memory.bytes).toBe(before);
  expect(warn).not.toHaveBeenCalled();
});

test('a network that cannot be had is 0.5 and one warning', async () => {
  const { gpu } = fixture;
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const missing = new URL('file:///nowhere/model.json');
  vi.doMock('../../../packages/video/src/models/degradation.ts', () => ({
    degradation: { config: missing, weights: missing },
  }));
  const upscaler = await createVideoUpscaler(gpu, { model: makeTellingModel(), label: 'lacking' });
  expect(await upscaler.whenSeeing()).toBe(false);
  expect(upscaler.restoration).toBe('auto');
  const auto = await enlarge(upscaler);
  upscaler.restoration = 0.5;
  expect(largestDifference(auto, await enlarge(upscaler))).toBe(0);
  upscaler.restoration = 'auto';
  expect(await upscaler.whenSeeing()).toBe(false);
  upscaler.dispose();
  expect(warn).toHaveBeenCalledTimes(1);
  expect(String(warn.mock.calls[0])).toMatch(
    /^lacking: .*counts as 0\.5\. Give restoration as a number from 0 \(clean\) to 1 \(harsh\).*nowhere/,
  );
});
