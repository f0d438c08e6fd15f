// Broken input, changes in any order, and mistakes in between: the picture stays whole and nothing leaks.
import { createGpu } from '@frameloom/gpu';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createUpscaler,
  getRenderSize,
  type DebugView,
  type UpscaleFrame,
  type Upscaler,
} from '@frameloom/upscale';
import { useGpu } from '../../support/gpu-test.ts';
import { takeLavapipe } from '../../support/take-lavapipe.ts';
import { largestDifference, squareBefore, wall } from './scenes.ts';
import { createStage, displaySize, renderSize, type Samples, type Stage } from './stage.ts';
import { upload, type Picture } from './textures.ts';

takeLavapipe();
const fixture = useGpu();
const scene = wall();
let stage: Stage;
let upscaler: Upscaler;
let clean: Picture[];
const frames = 11;
const broken = 6;

beforeAll(async () => {
  stage = createStage(fixture.device);
  upscaler = await createUpscaler(fixture.gpu, { displaySize, alpha: true });
  await stage.play(upscaler, scene, { frames: 3 });
  clean = await stage.play(upscaler, scene, { frames });
});
afterAll(() => upscaler.dispose());

// Render pixels that are broken, in the middle of the picture and in a corner.
const single = [[15, 8]] as const;
const block = [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((x) => [15 + x, 8 + y] as const));
const corner = [[0, 0]] as const;

const where = { single, block, corner };
const values = {
  NaN: Number.NaN,
  '+Inf': Number.POSITIVE_INFINITY,
  '−Inf': Number.NEGATIVE_INFINITY,
  65504: 65504,
};

/** Plays the scene with one broken frame; checks that all is finite and returns the pictures. */
async function playBroken(
  spoil: (samples: Samples, pixel: number) => void,
  pixels: readonly (readonly [number, number])[],
) {
  const pictures = await stage.play(upscaler, scene, {
    frames,
    edit(samples, frame) {
      if (frame !== broken) return;
      for (const [x, y] of pixels) spoil(samples, y * renderSize.width + x);
    },
  });
  for (const picture of pictures) expect(picture.data.every(Number.isFinite)).toBe(true);
  const far = (x: number, y: number): boolean =>
    pixels.every(([px, py]) => Math.abs(x / 2 - 0.25 - px) > 3.5 || Math.abs(y / 2 - 0.25 - py) > 3.5);
  return { pictures, far };
}

describe.each(Object.entries(where))('%s', (_, pixels) => {
  test.each(Object.entries(values))('%s in colour does not stay or spread', async (name, value) => {
    const { pictures, far } = await playBroken(
      ({ color }, i) => color.set([value, name === '65504' ? value : 0.2, value], i * 4),
      pixels,
    );
    for (let f = broken; f < frames; f++) {
      expect(largestDifference(pictures[f]!, clean[f]!, far), `frame ${f}, elsewhere`).toBeLessThan(0.01);
      if (f >= broken + 2) {
        expect(largestDifference(pictures[f]!, clean[f]!), `frame ${f}`).toBeLessThan(0.12);
      }
    }
  });
});

test.each(Object.entries({ ...values, '1e30': 1e30, '−7': -7 }))('%s in motion vectors', async (_, value) => {
  const { pictures, far } = await playBroken(({ motion }, i) => motion.set([value, -value], i * 2), block);
  for (let f = broken; f < frames; f++) {
    expect(largestDifference(pictures[f]!, clean[f]!, far), `frame ${f}, elsewhere`).toBeLessThan(0.01);
  }
});

test.each(Object.entries({ ...values, '−1': -1, 2: 2 }))('%s in depth', async (_, value) => {
  const { pictures, far } = await playBroken(({ depth }, i) => (depth[i] = value), block);
  for (let f = broken; f < frames; f++) {
    expect(largestDifference(pictures[f]!, clean[f]!, far), `frame ${f}, elsewhere`).toBeLessThan(0.01);
  }
});

test.each(Object.entries(values))('%s in alpha', async (_, value) => {
  const { pictures } = await playBroken(({ color }, i) => (color[i * 4 + 3] = value), block);
  for (const { data } of pictures) {
    for (let i = 3; i < data.length; i += 4) expect(data[i]! >= 0 && data[i]! <= 1.001).toBe(true);
  }
  expect(largestDifference(pictures[broken + 2]!, clean[broken + 2]!)).toBeLessThan(0.12);
});

test('a whole frame of NaN is forgotten after a reset and never shows as NaN', async () => {
  const pictures = await stage.play(upscaler, scene, {
    frames: 10,
    edit: ({ color }, frame) => frame === 3 && color.fill(Number.NaN),
    frame: (frame) => ({ reset: frame === 0 || frame === 4 }),
  });
  for (const picture of pictures) expect(picture.data.every(Number.isFinite)).toBe(true);
});

test('a highlight under a caller’s small exposure stays finite', async () => {
  const exposure = upload(fixture.device, 1, 1, 'r32float', [0.016]);
  for (const sharpness of [0, 1]) {
    const pictures = await stage.play(upscaler, scene, {
      frames: 8,
      edit: ({ color }) => {
        for (let i = 0; i < color.length; i += 28) color.set([64000, 64000, 64000], i);
      },
      frame: () => ({ exposure, sharpness }),
    });
    for (const picture of pictures) expect(picture.data.every(Number.isFinite)).toBe(true);
  }
});

test('a frame that fails leaves history as it was', async () => {
  const moving = squareBefore(wall([0.01, 0]), 0.02);
  // A given exposure, for auto-exposure remembers what came before a reset.
  const exposure = upload(fixture.device, 1, 1, 'r32float', [1]);
  const frame = (): Partial<UpscaleFrame> => ({ exposure });
  const expected = await stage.play(upscaler, moving, { frames: 8, frame });
  await stage.play(upscaler, moving, { frames: 7, frame, read: () => false });
  const wrong: UpscaleFrame[] = [];
  const good = stage.inputs(moving, 7);
  wrong.push({ ...good, renderSize: { width: 65, height: 36 }, reset: true });
  wrong.push({ ...good, jitterOffset: { x: Number.NaN, y: 0 } });
  wrong.push({ ...good, depth: good.color, frameID: 99 });
  wrong.push({ ...good, output: good.color });
  const encoder = fixture.device.createCommandEncoder();
  for (const given of wrong) expect(() => upscaler.record(encoder, given)).toThrow(/^upscale: /);
  fixture.device.queue.submit([encoder.finish()]);
  const [after] = await stage.play(upscaler, moving, { from: 7, frames: 1, frame });
  // History is rounded to halves by chance, another one in every frame that an upscaler makes.
  expect(largestDifference(after!, expected[7]!)).toBeLessThan(0.003);
});

test('500 changes in a row', async () => {
  const { gpu, device } = fixture;
  const before = gpu.memory.bytes;
  const small = await createUpscaler(gpu, { displaySize, label: 'restless' });
  const play = async (index: number, ratio: number): Promise<void> => {
    const size = getRenderSize(small.displaySize, ratio);
    const read = (): boolean => false;
    await stage.play(small, scene, {
      from: index,
      frames: 1,
      renderSize: () => size,
      displaySize: small.displaySize,
      read,
    });
  };
  await play(0, 2);
  const bytes = small.memoryBytes;
  const all = gpu.memory.bytes;
  expect(all - before).toBe(bytes);
  const views: DebugView[] = [
    'none',
    'motion',
    'disocclusion',
    'reactive',
    'locks',
    'accumulation',
    'exposure',
    'history',
  ];
  let seed = 7;
  const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let i = 0; i < 500; i++) {
    const choice = Math.floor(random() * 5);
    if (choice === 0) {
      small.resize({ width: 9 + Math.floor(random() * 60), height: 9 + Math.floor(random() * 60) });
    } else if (choice === 1) small.reset();
    else if (choice === 2) small.debug = views[Math.floor(random() * views.length)]!;
    if (choice >= 2) await play(1 + i, 1 + 2 * random());
    expect(gpu.memory.bytes - before).toBe(small.memoryBytes);
  }
  small.resize(displaySize);
  small.debug = 'none';
  await play(0, 2);
  expect(small.memoryBytes).toBe(bytes);
  expect(gpu.memory.bytes).toBe(all);
  small.dispose();
  small.dispose();
  expect(small.memoryBytes).toBe(0);
  expect(gpu.memory.bytes).toBe(before);
  await device.queue.onSubmittedWorkDone();
});

test('after the loss of the device it says so, and what else is in the encoder is still drawn', async () => {
  const gpu = await createGpu({ label: 'lost' });
  const lost = await createUpscaler(gpu, { displaySize });
  const rebuilt = new Promise<void>((resolve) => gpu.onRebuild(resolve));
  gpu.device.destroy();
  await rebuilt;
  const frame = createStage(gpu.device).inputs(scene, 0);
  gpu.device.pushErrorScope('validation');
  const encoder = gpu.device.createCommandEncoder();
  expect(() => lost.record(encoder, frame)).toThrow(expect.objectContaining({ code: 'device-lost' }));
  gpu.device.queue.submit([encoder.finish()]);
  expect(await gpu.device.popErrorScope()).toBeNull();
  lost.dispose();
  gpu.dispose();
});
