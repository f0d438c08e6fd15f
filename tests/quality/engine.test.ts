// The harness itself, on its probe scene: what it shows, what it records, and that no run can see another.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccumulator } from './engine/accumulator.ts';
import { ageUnknown } from './engine/ages.ts';
import { halfToNumber } from './engine/half.ts';
import { createPresenter } from './engine/presenter.ts';
import { readTexture } from './engine/readback.ts';
import { recordInputs, type RecordedFrame } from './engine/recorder.ts';
import { renderTask } from './engine/task.ts';
import type { Platform } from './engine/platform.ts';
import { createNodePlatform } from './host/node-platform.ts';
import { decibels, squaredError } from './metrics/psnr.ts';
import { probeCut, probeScene, probeStop } from './sequences/probe.ts';

const size = { width: 96, height: 56 };
let platform: Platform & { assertHealthy(): void };

beforeAll(async () => {
  platform = await createNodePlatform();
});

afterAll(() => {
  platform.assertHealthy();
  platform.device.destroy();
});

/** A texture of one row of colours. */
function rowTexture(colors: readonly (readonly [number, number, number])[]): GPUTexture {
  const texture = platform.device.createTexture({
    size: [colors.length, 1],
    format: 'rgba32float',
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
  });
  const data = Float32Array.from(colors.flatMap((color) => [...color, 1]));
  platform.device.queue.writeTexture({ texture }, data, { bytesPerRow: data.byteLength }, [colors.length, 1]);
  return texture;
}

/** The display transform, in plain TypeScript. */
function shown(x: number): number {
  const aces = Math.min(1, Math.max(0, (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14)));
  const encoded = aces <= 0.0031308 ? 12.92 * aces : 1.055 * aces ** (1 / 2.4) - 0.055;
  return Math.round(255 * encoded);
}

test('pictures are shown through the ACES fit and the sRGB curve; NaN is black, infinity white', async () => {
  const levels = [0, 0.0004, 0.01, 0.18, 0.5, 1, 4, 60];
  const colors = [
    ...levels.map((x) => [x, x / 2, 2 * x] as const),
    [Number.NaN, Number.POSITIVE_INFINITY, -1] as const,
  ];
  const presenter = createPresenter(platform.device, { width: colors.length, height: 1 });
  const pixels = await presenter.read(rowTexture(colors));
  levels.forEach((x, i) => {
    for (const [channel, value] of [x, x / 2, 2 * x].entries()) {
      expect(Math.abs(pixels[4 * i + channel]! - shown(value))).toBeLessThanOrEqual(1);
    }
  });
  expect(Array.from(pixels.slice(-4, -1))).toEqual([0, 255, 0]);
  const referred = await presenter.read(rowTexture(colors.map(() => [0.2, 0.5, 1.5])), true);
  expect(Array.from(referred.slice(0, 3))).toEqual([51, 128, 255]);
  await expect(presenter.read(rowTexture([[0, 0, 0]]))).rejects.toThrow(
    'a method returned 1×1 instead of 9×1',
  );
  presenter.dispose();
});

test('samples are averaged in tone-mapped space, and the sum starts over', async () => {
  const accumulator = createAccumulator(platform.device, { width: 1, height: 1 }, 2);
  const mean = async (a: number, b: number): Promise<number> => {
    accumulator.add(rowTexture([[a, a, a]]));
    accumulator.add(rowTexture([[b, b, b]]));
    accumulator.resolve();
    const pixels = await readHalf(accumulator.output);
    return pixels[0]!;
  };
  const expected = (a: number, b: number): number => {
    const m = (a / (1 + a) + b / (1 + b)) / 2;
    return m / (1 - m);
  };
  expect(await mean(0.5, 0.5)).toBeCloseTo(0.5, 3);
  expect(await mean(0, 100)).toBeCloseTo(expected(0, 100), 2);
  expect(await mean(0, 0)).toBe(0);
  accumulator.dispose();
});

describe('methods', () => {
  const spec = { size, ratio: 2, frames: 6, samples: 4 };
  const render = async (what: string): Promise<Uint8Array[]> => {
    const frames: Uint8Array[] = [];
    await renderTask(platform, probeScene, { what, spec }, (_index, pixels) => void frames.push(pixels));
    return frames;
  };

  test('a run is the same whatever ran before it', async () => {
    const first = await render('taau');
    await render('native-traa');
    await render('analytic'); // which mends three's velocity while it runs
    await render('reference');
    const second = await render('taau');
    for (let frame = 0; frame < spec.frames; frame++) {
      expect(squaredError(second[frame]!, first[frame]!), `frame ${frame}`).toBe(0);
    }
    // And every frame is a frame of its own.
    expect(squaredError(first[3]!, first[2]!)).toBeGreaterThan(0);
  });

  test('two references are one picture, and more samples than a native frame are closer to it', async () => {
    const reference = await render('reference');
    const again = await render('reference');
    const native = await render('native');
    expect(squaredError(again[5]!, reference[5]!)).toBe(0);
    expect(squaredError(native[5]!, reference[5]!)).toBeGreaterThan(0);
  });
});

describe('recording', () => {
  const spec = { size, ratio: 2, frames: probeStop + 34, samples: 32 };
  const render = { width: size.width / 2, height: size.height / 2 };
  const recorded: RecordedFrame[] = [];
  let facts: Awaited<ReturnType<typeof recordInputs>>;
  let reference: Uint8Array;
  const ages: Uint8Array[] = [];

  beforeAll(async () => {
    facts = await recordInputs(platform, probeScene, spec, (frame) => void recorded.push(frame));
    // Larger, so that the box uncovers more than one column of pixels in a frame.
    const larger = { width: 2 * size.width, height: 2 * size.height };
    const last = { ...spec, size: larger, frames: probeStop + 1 };
    await renderTask(platform, probeScene, { what: 'ages', spec: last }, (_, bytes) => void ages.push(bytes));
    await renderTask(
      platform,
      stillProbe,
      { what: 'reference', spec: { ...spec, frames: 1 } },
      (_, pixels) => {
        reference = pixels;
      },
    );
  });

  test('says how it was made', () => {
    expect(facts).toEqual({ renderSize: render, phases: 32, mipBias: -2 });
    expect(recorded.flatMap(({ meta }) => (meta.cut ? [meta.index] : []))).toEqual([probeCut]);
    expect(recorded[0]!.meta.jitter).toEqual({ x: 0, y: 1 / 3 - 0.5 });
    expect(recorded[32]!.meta.jitter).toEqual(recorded[0]!.meta.jitter);
    const pixels = render.width * render.height;
    const { color, opaque, depth, velocity } = recorded[0]!;
    expect([color, opaque, depth, velocity].map((bytes) => bytes.length / pixels)).toEqual([8, 8, 4, 4]);
  });

  test('texel i of a jittered frame holds the scene at i + 0.5 + jitter', () => {
    // Every sample of the still frames goes to the display pixel it was taken in. Any other sign is far off.
    const still = recorded.slice(probeStop + 1);
    const quality = (sx: number, sy: number): number => gathered(still, render, reference, sx, sy);
    const right = quality(1, 1);
    expect(right).toBeGreaterThan(25);
    expect(quality(-1, 1)).toBeLessThan(right - 4);
    expect(quality(1, -1)).toBeLessThan(right - 4);
  });

  test('velocity is free of jitter: nothing moves once everything stands still', () => {
    for (const { velocity, meta } of recorded) {
      const moved = new Uint16Array(velocity.buffer).some((bits) => (bits & 0x7fff) > 0x0c00);
      if (meta.index > probeStop) expect(moved, `frame ${meta.index}`).toBe(false);
      else if (meta.index > 0) expect(moved, `frame ${meta.index}`).toBe(true);
    }
  });

  test('ages: fresh where the box has just left, unknown after the cut, never more than a frame older', () => {
    expect(ages[probeCut]!.every((age) => age === ageUnknown)).toBe(true);
    expect(ages[10]!.filter((age) => age === 0).length).toBeGreaterThan(5);
    expect(ages[10]!.filter((age) => age !== ageUnknown && age > 10).length).toBe(0);
  });
});

/** The probe at its stop, as frame 0. */
const stillProbe = {
  name: 'still',
  async open() {
    const built = await probeScene.open();
    return { ...built, sequence: () => ({ cut: built.sequence(probeStop + 1).cut }) };
  },
};

/** PSNR of still frames gathered into display pixels by their jitter, times a sign. */
function gathered(
  frames: readonly RecordedFrame[],
  render: { width: number; height: number },
  reference: Uint8Array,
  sx: number,
  sy: number,
): number {
  const sums = new Float64Array(size.width * size.height * 4);
  for (const { color, meta } of frames) {
    const halves = new Uint16Array(color.buffer);
    for (let i = 0; i < render.width * render.height; i++) {
      const x = Math.floor(((i % render.width) + 0.5 + sx * meta.jitter.x) * 2);
      const y = Math.floor((Math.floor(i / render.width) + 0.5 + sy * meta.jitter.y) * 2);
      if (x < 0 || y < 0 || x >= size.width || y >= size.height) continue;
      const rgb = [0, 1, 2].map((c) => halfToNumber(halves[4 * i + c]!));
      const peak = Math.max(...rgb);
      rgb.forEach((value, c) => (sums[4 * (y * size.width + x) + c]! += value / (1 + peak)));
      sums[4 * (y * size.width + x) + 3]! += 1;
    }
  }
  let error = 0;
  let count = 0;
  for (let p = 0; p < size.width * size.height; p++) {
    const samples = sums[4 * p + 3]!;
    if (samples === 0) continue;
    const mean = [0, 1, 2].map((c) => sums[4 * p + c]! / samples);
    const peak = Math.max(...mean);
    mean.forEach((value, c) => (error += (shown(value / (1 - peak)) - reference[4 * p + c]!) ** 2));
    count += 3;
  }
  return decibels(error / count);
}

async function readHalf(texture: GPUTexture): Promise<number[]> {
  const bytes = await readTexture(platform.device, texture);
  return [...new Uint16Array(bytes.buffer)].map(halfToNumber);
}
