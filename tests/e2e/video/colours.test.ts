// Colours: what the importer reads, and what the visitor sees, against known numbers and against the browser's own video.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { difference, photograph } from '../picture.ts';
import { startHarness, type Harness, type Opened } from './harness.ts';

let harness: Harness;
let opened: Opened;

beforeAll(async () => {
  harness = await startHarness();
  opened = await harness.open();
}, 120_000);
afterAll(async () => {
  expect(opened?.errors).toEqual([]);
  await harness?.close();
});

const colors = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [0.5, 0.5, 0.5],
  [0.8, 0.4, 0.2],
  [1, 1, 1],
  [0, 0, 0],
  [0.1, 0.2, 0.3],
];
const largest = (a: number[][], b: number[][]): number =>
  Math.max(...a.flatMap((color, i) => color.map((value, channel) => Math.abs(value - b[i]![channel]!))));

describe('frames of known colours', () => {
  const read = (matrix: 'bt709' | 'smpte170m', fullRange: boolean, primaries: string) =>
    opened.page.evaluate(
      async ([colors, matrix, fullRange, primaries]) => {
        const { frames } = globalThis.tools;
        const size = { width: 128, height: 32 };
        const places = colors.map((_, i): [number, number] => [(i + 0.5) / colors.length, 0.5]);
        const colorSpace = { matrix, fullRange, primaries, transfer: matrix };
        const frame = frames.yuvFrame(colors, { matrix, fullRange }, size, { colorSpace });
        const result = await frames.importedColors(frame, size, places);
        frame.close();
        return result;
      },
      [colors, matrix, fullRange, primaries] as const,
    );

  it.each([
    ['bt709', true],
    ['bt709', false],
    ['smpte170m', true],
    ['smpte170m', false],
  ] as const)('%s, full range %s', async (matrix, fullRange) => {
    // With primaries that are those of the screen nothing but matrix and range is left to convert.
    const result = await read(matrix, fullRange, 'bt709');
    const wanted = colors.map((color) => color.map((value) => Math.round(value * 255)));
    expect(largest(result, wanted)).toBeLessThanOrEqual(2);
  });

  it('takes colour matrices for what they are', async () => {
    const right = await read('bt709', false, 'bt709');
    const other = await read('smpte170m', false, 'smpte170m');
    // The primaries of old television are others than those of the screen: green is less pure.
    expect(largest(right, other)).toBeGreaterThan(20);
    expect(largest([right[3]!, right[5]!, right[6]!], [other[3]!, other[5]!, other[6]!])).toBeLessThanOrEqual(
      2,
    );
  });
});

it.each([0, 90, 180, 270])('a frame turned by %i°', async (rotation) => {
  const result = await opened.page.evaluate(async (rotation) => {
    const { frames } = globalThis.tools;
    const coded = { width: 64, height: 32 };
    // Red left, blue right, as coded.
    const bars = [
      [1, 0, 0],
      [0, 0, 1],
    ];
    const frame = frames.yuvFrame(bars, { matrix: 'bt709', fullRange: false }, coded, { rotation });
    const size = { width: frame.displayWidth, height: frame.displayHeight };
    const places: [number, number][] = [
      [0.1, 0.1],
      [0.9, 0.1],
      [0.9, 0.9],
      [0.1, 0.9],
    ];
    const read = await frames.importedColors(frame, size, places);
    frame.close();
    return { size, names: read.map(([r]) => (r! > 128 ? 'red' : 'blue')).join(' ') };
  }, rotation);
  const wanted = {
    0: 'red blue blue red',
    90: 'red red blue blue',
    180: 'blue red red blue',
    270: 'blue blue red red',
  }[rotation];
  expect(result.names).toBe(wanted);
  expect(result.size.width > result.size.height).toBe(rotation % 180 === 0);
});

it('reads ten-bit frames', async () => {
  const steps = await opened.page.evaluate(async () => {
    const { frames } = globalThis.tools;
    const size = { width: 64, height: 8 };
    // A ramp of ten-bit luma: 64 neighbouring codes, sixteen eight-bit steps.
    const luma = new Uint16Array(size.width * size.height).map((_, i) => 400 + (i % size.width));
    const chroma = new Uint16Array((size.width * size.height) / 2).fill(512);
    const data = new Uint16Array([...luma, ...chroma]);
    let frame: VideoFrame;
    try {
      const colorSpace = { matrix: 'bt709', primaries: 'bt709', transfer: 'bt709', fullRange: false };
      frame = new VideoFrame(data, {
        format: 'I420P10' as VideoPixelFormat,
        codedWidth: size.width,
        codedHeight: size.height,
        timestamp: 0,
        colorSpace: colorSpace as VideoColorSpaceInit,
      });
    } catch (error) {
      return String(error);
    }
    const places = Array.from({ length: 64 }, (_, i): [number, number] => [(i + 0.5) / 64, 0.5]);
    const read = await frames.importedColors(frame, size, places, 'rgba16float');
    frame.close();
    return new Set(read.map(([r]) => r!.toFixed(2))).size;
  });
  // A browser that cannot make such a frame says so; one that hands it over in eight bits must lose no more than that.
  if (typeof steps === 'string') expect(steps).toMatch(/TypeError|NotSupportedError/);
  else expect(steps).toBeGreaterThanOrEqual(17);
});

it.each(['vp9', 'avc'] as const)('what lies over a %s video has its colours', async (codec) => {
  const { page } = opened;
  const place = await page.evaluate(async (codec) => {
    const { clips, video } = globalThis.tools;
    const file = await clips.makeClip({ codec, width: 96, height: 54, frames: 4 });
    const element = await clips.addVideo(file, 'width:192px;height:108px;display:block');
    const upscaled = await video.upscaleVideo(element, { model: 'none', sharpness: 0, whenLate: 'drop' });
    await clips.until(() => upscaled.state === 'active');
    await clips.animationFrames(3);
    Object.assign(globalThis, { upscaled });
    return upscaled.state;
  }, codec);
  expect(place).toBe('active');
  const element = page.locator('video');
  const over = await photograph(element);
  await page.evaluate(async () => {
    const scope = globalThis as typeof globalThis & { upscaled: { enabled: boolean } };
    scope.upscaled.enabled = false;
    await globalThis.tools.clips.animationFrames(3);
  });
  const under = await photograph(element);
  // Edges are sharper; areas must be the same.
  expect(difference(over, under)).toBeLessThan(6);
  for (const [x, y] of [
    [20, 54],
    [110, 90],
    [184, 100],
  ] as const) {
    const at = (y * 192 + x) * 3;
    const largest = Math.max(
      ...[0, 1, 2].map((channel) => Math.abs(over.rgb[at + channel]! - under.rgb[at + channel]!)),
    );
    expect(largest, `at ${x}, ${y}`).toBeLessThanOrEqual(3);
  }
  await page.evaluate(() => {
    (globalThis as typeof globalThis & { upscaled: { dispose(): void } }).upscaled.dispose();
    document.querySelector('#place')!.replaceChildren();
  });
});
