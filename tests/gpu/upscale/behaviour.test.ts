// What the temporal path does with short sequences whose truth is known.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createUpscaler, getRenderSize, type UpscaleFrame, type Upscaler } from '@frameloom/upscale';
import { useGpu } from '../../support/gpu-test.ts';
import { takeLavapipe } from '../../support/take-lavapipe.ts';
import { blobs, largestDifference, psnr, squareBefore, truth, wall, type Scene } from './scenes.ts';
import { createStage, displaySize, renderSize, type Stage } from './stage.ts';
import { upload, type Picture } from './textures.ts';

takeLavapipe();
const fixture = useGpu();
let stage: Stage;
let upscaler: Upscaler;
let one: GPUTexture;
beforeAll(async () => {
  stage = createStage(fixture.device);
  upscaler = await createUpscaler(fixture.gpu, { displaySize });
  one = upload(fixture.device, 1, 1, 'r32float', [1]);
});
afterAll(() => upscaler.dispose());

/** Exposure by hand, so that a run does not depend on the one before. */
const fixed = (): Partial<UpscaleFrame> => ({ exposure: one });

test('a picture at rest converges and stays', async () => {
  const scene = wall();
  const target = truth(scene, 0, displaySize);
  const pictures = await stage.play(upscaler, scene, { frames: 72 });
  const quality = pictures.map((picture) => psnr(picture, target));
  const best = Math.max(...quality);
  expect(quality[39]! - quality[0]!).toBeGreaterThan(3);
  for (const q of quality.slice(56)) expect(q).toBeGreaterThan(best - 0.5);
  const flicker = pictures.slice(41).map((picture, i) => psnr(picture, pictures[40 + i]!));
  expect(Math.min(...flicker)).toBeGreaterThan(46);
});

test('what was uncovered recovers as after a reset', async () => {
  const stop = 10;
  const scene = squareBefore(wall(), 2 / 64, stop);
  const target = truth(scene, stop, displaySize);
  // Passed by the square in its last three frames.
  const uncovered = (x: number, y: number): boolean => x >= 21 && x <= 25 && y >= 11 && y <= 25;
  const quality = async (frame?: (index: number) => Partial<UpscaleFrame>): Promise<number[]> => {
    const options = { frames: stop + 40, ...(frame && { frame }) };
    return (await stage.play(upscaler, scene, options)).map((picture) => psnr(picture, target, uncovered));
  };
  const kept = await quality();
  const reset = await quality((frame) => ({ reset: frame === 0 || frame === stop - 1 }));
  expect(kept[stop + 8]!).toBeGreaterThan(reset[stop + 8]! - 0.5);
  expect(kept.at(-1)!).toBeGreaterThan(reset.at(-1)! - 0.5);
});

test('a scrolling picture is better than its frames', async () => {
  const scene = blobs((frame) => [0.011 * frame, 0.004 * frame]);
  const pictures = await stage.play(upscaler, scene, { frames: 24 });
  const gains: number[] = [];
  for (let frame = 12; frame < 24; frame += 2) {
    const target = truth(scene, frame, displaySize, 4);
    const options = { from: frame, frames: 1, frame: () => ({ reset: true }) };
    const [alone] = await stage.play(upscaler, scene, options);
    gains.push(psnr(pictures[frame]!, target) - psnr(alone!, target));
  }
  expect(Math.min(...gains)).toBeGreaterThan(1);
});

describe('history is forgotten', () => {
  /** History is rounded to halves by chance, another one in every frame that an upscaler makes. */
  const noise = 0.003;
  let fresh: Picture;
  beforeAll(async () => {
    const frame = (index: number) => ({ exposure: one, reset: index === 10 });
    [fresh] = (await stage.play(upscaler, wall([0.02, 0]), { from: 10, frames: 1, frame })) as [Picture];
  });
  const afterOther = async (frame: (index: number) => Partial<UpscaleFrame>, reset?: () => void) => {
    const before = squareBefore(wall(), 0.02);
    await stage.play(upscaler, before, { frames: 10, frame, read: () => false });
    reset?.();
    const [picture] = await stage.play(upscaler, wall([0.02, 0]), { from: 10, frames: 1, frame });
    return largestDifference(picture!, fresh);
  };

  test('by reset', async () => {
    expect(await afterOther((index) => ({ exposure: one, reset: index === 10 }))).toBeLessThan(noise);
  });
  test('by reset()', async () => {
    expect(await afterOther(fixed, () => upscaler.reset())).toBeLessThan(noise);
  });
  test('by a frameID that jumps', async () => {
    expect(await afterOther((index) => ({ exposure: one, frameID: index === 10 ? 57 : index }))).toBeLessThan(
      noise,
    );
  });
  test('and otherwise kept', async () => {
    expect(await afterOther((index) => ({ exposure: one, frameID: index }))).toBeGreaterThan(0.02);
  });
});

test('another render size keeps history', async () => {
  const scene = wall();
  const target = truth(scene, 0, displaySize);
  const sizes = [renderSize, { width: 40, height: 23 }, { width: 28, height: 16 }, { width: 51, height: 29 }];
  const size = (frame: number) => sizes[frame < 16 ? 0 : (frame >> 1) % 4]!;
  const pictures = await stage.play(upscaler, scene, { frames: 32, renderSize: size });
  const [first] = await stage.play(upscaler, scene, { frames: 1, renderSize: () => sizes[3]! });
  const quality = pictures.map((picture) => psnr(picture, target));
  expect(Math.min(...quality.slice(16))).toBeGreaterThan(psnr(first!, target) + 1);
});

describe('the same picture', () => {
  const scene = squareBefore(wall([0.01, 0.005]), 0.03);
  let normal: Picture[];
  beforeAll(async () => {
    normal = await stage.play(upscaler, scene, { frames: 14, frame: fixed });
  });

  test('with an infinite far plane', async () => {
    const far = Number.POSITIVE_INFINITY;
    const pictures = await stage.play(upscaler, scene, { frames: 14, frame: fixed, far });
    expect(psnr(pictures.at(-1)!, normal.at(-1)!)).toBeGreaterThan(50);
  });

  test.each([
    { depth: 'reversed' },
    { depth: 'reversed', far: Number.POSITIVE_INFINITY },
    { camera: 'orthographic', near: -20, far: 80 },
    { camera: 'orthographic', depth: 'reversed', near: 0, far: 30 },
  ] as const)('with %o', async (options) => {
    const other = await createUpscaler(fixture.gpu, { displaySize, ...options });
    const pictures = await stage.play(other, scene, { frames: 14, frame: fixed, ...options });
    other.dispose();
    expect(psnr(pictures.at(-1)!, normal.at(-1)!)).toBeGreaterThan(50);
  });

  test('through changes of pre-exposure', async () => {
    const factor = (frame: number): number => [1, 4, 4, 0.25, 2][Math.floor(frame / 3)]!;
    const pictures = await stage.play(upscaler, scene, {
      frames: 14,
      edit: ({ color }, frame) => color.forEach((v, i) => i % 4 < 3 && (color[i] = v * factor(frame))),
      frame: (frame) => ({ exposure: one, preExposure: factor(frame) }),
    });
    pictures.forEach((picture, frame) => {
      const data = picture.data.map((v, i) => (i % 4 < 3 ? v / factor(frame) : v));
      // Rounding by chance may tip a threshold in a pixel or two.
      expect(psnr({ ...picture, data }, normal[frame]!), `frame ${frame}`).toBeGreaterThan(58);
    });
  });

  test('under any steady exposure, nearly', async () => {
    for (const value of [0.25, 4]) {
      const exposure = upload(fixture.device, 1, 1, 'r32float', [value]);
      const pictures = await stage.play(upscaler, scene, { frames: 14, frame: () => ({ exposure }) });
      expect(psnr(pictures.at(-1)!, normal.at(-1)!)).toBeGreaterThan(25);
      const mean = (p: Picture): number => p.data.reduce((a, b) => a + b) / p.data.length;
      expect(mean(pictures.at(-1)!) / mean(normal.at(-1)!)).toBeCloseTo(1, 1);
    }
  });

  test('while the caller’s exposure changes', async () => {
    const exposures = [1, 1.15, 1.3, 1.1].map((v) => upload(fixture.device, 1, 1, 'r32float', [v]));
    const still = wall();
    const frame = (index: number) => ({ exposure: exposures[index < 12 ? 0 : index % 4]! });
    const pictures = await stage.play(upscaler, still, { frames: 20, frame });
    for (const picture of pictures.slice(12)) expect(psnr(picture, pictures[11]!)).toBeGreaterThan(29);
  });
});

test.each([false, true])('alpha is carried, alpha: %s', async (alpha) => {
  const scene: Scene = (x, y, frame) => {
    const value = x < 0.33 ? 0 : x < 0.67 ? 0.5 : 1;
    return { ...wall()(x, y, frame), alpha: value };
  };
  const other = await createUpscaler(fixture.gpu, { displaySize, alpha });
  for (const sharpness of [0, 0.5]) {
    const picture = (await stage.play(other, scene, { frames: 12, frame: () => ({ sharpness }) })).at(-1)!;
    for (const [x, expected] of [
      [8, 0],
      [32, 0.5],
      [56, 1],
    ] as const) {
      for (let y = 0; y < 36; y++) {
        const got = picture.data[(y * 64 + x) * 4 + 3]!;
        expect(Math.abs(got - expected)).toBeLessThan(alpha ? 0.002 : 0.006);
      }
    }
  }
  other.dispose();
});

test('what is reactive follows the current frame', async () => {
  const scene = wall();
  const mask = upload(fixture.device, 32, 18, 'rgba8unorm', new Float32Array(32 * 18 * 4).fill(0.9));
  const black = upload(fixture.device, 32, 18, 'rgba16float', new Float32Array(32 * 18 * 4));
  const light = async (extra: Partial<UpscaleFrame>, factor: number): Promise<number> => {
    const [picture] = await stage.play(upscaler, scene, {
      frames: 17,
      read: (frame) => frame === 16,
      edit: ({ color }, frame) =>
        frame === 16 && color.forEach((v, i) => (color[i] = i % 4 < 3 ? v * factor : v)),
      frame: (frame) => ({ exposure: one, ...(frame >= 15 && extra) }),
    });
    return picture!.data.reduce((a, b, i) => a + (i % 4 < 3 ? b : 0), 0);
  };
  const brighter = async (extra: Partial<UpscaleFrame>): Promise<number> =>
    (await light(extra, 1.04)) / (await light(extra, 1)) - 1;
  const none = await brighter({});
  const masked = await brighter({ reactive: mask });
  const derived = await brighter({ opaqueColor: black });
  expect(masked).toBeGreaterThan(2 * none);
  expect(derived).toBeGreaterThan(2 * none);
  expect(masked).toBeLessThan(0.05);
});

test('a light that changes its hue alone soon shows', async () => {
  // Red and blue weigh the same in luma.
  const scene: Scene = (x, y, frame) => {
    const hit = wall()(x, y, 0);
    const [r, g, b] = hit.color;
    return { ...hit, color: frame < 20 ? [r, g, b] : [b, g, r] };
  };
  const target = truth(scene, 21, displaySize);
  const after = async (reset: number): Promise<number> => {
    const options = { frames: 22, read: (frame: number) => frame === 21 };
    const frame = (index: number) => ({ exposure: one, reset: index === 0 || index === reset });
    const [picture] = await stage.play(upscaler, scene, { ...options, frame });
    return psnr(picture!, target);
  };
  const [kept, fresh] = [await after(0), await after(20)];
  // With history as it was: 11 dB less.
  expect(kept).toBeGreaterThan(fresh - 7);
});

test.each([1, 1.3, 1.5, 1.7, 2, 3])('ratio %d at an odd size', async (ratio) => {
  const odd = { width: 61, height: 37 };
  upscaler.resize(odd);
  const size = getRenderSize(odd, ratio);
  const scene = wall([0.007, -0.003]);
  const options = { frames: 20, displaySize: odd, renderSize: () => size };
  const pictures = await stage.play(upscaler, scene, options);
  const first = psnr(pictures[0]!, truth(scene, 0, odd, 4));
  const last = psnr(pictures[19]!, truth(scene, 19, odd, 4));
  upscaler.resize(displaySize);
  expect(pictures.every((p) => p.width === 61 && p.data.every(Number.isFinite))).toBe(true);
  // A ratio near one starts out nearly as good as it can be in motion.
  expect(last).toBeGreaterThan(first + (ratio < 1.5 ? -1 : 1));
  expect(last).toBeGreaterThan(18);
});

test('display-referred colour keeps its range', async () => {
  const other = await createUpscaler(fixture.gpu, { displaySize, hdr: false });
  // Dark with bright bars: an exposure for the mean would clip the bars.
  const scene: Scene = (x, y) => {
    const light = x > 0.7 && y > 0.3 ? 0.95 : 0.02 + 0.01 * Math.sin(40 * y);
    return { color: [light, light, light * 0.9], z: 5, toPrevious: [0, 0] };
  };
  const target = truth(scene, 0, displaySize);
  for (const sharpness of [0, 0.3]) {
    const picture = (await stage.play(other, scene, { frames: 40, frame: () => ({ sharpness }) })).at(-1)!;
    expect(psnr(picture, target)).toBeGreaterThan(30);
    expect(picture.data[(20 * 64 + 56) * 4]!).toBeCloseTo(0.95, 2);
  }
  const moving = squareBefore(wall([0.01, 0]), 0.02);
  const pictures = await stage.play(other, moving, { frames: 16 });
  expect(psnr(pictures.at(-1)!, truth(moving, 15, displaySize))).toBeGreaterThan(18);
  other.dispose();
});
