// Every debug view shows what its name says.
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createUpscaler, type DebugView, type UpscaleFrame, type Upscaler } from '@frameloom/upscale';
import { useGpu } from '../../support/gpu-test.ts';
import { largestDifference, plain, squareBefore, wall, type Scene } from './scenes.ts';
import { createStage, displaySize, type Stage } from './stage.ts';
import { upload, type Picture } from './textures.ts';

const fixture = useGpu();
let stage: Stage;
let upscaler: Upscaler;
beforeAll(async () => {
  stage = createStage(fixture.device);
  upscaler = await createUpscaler(fixture.gpu, { displaySize });
  // The pass is loaded with the first frame that asks for it; until then the picture shows.
  await vi.waitFor(
    async () => expect(at(await show('motion', wall(), 1), 30, 18)[0]).toBeCloseTo(0.18, 3),
    20_000,
  );
});
afterEach(() => (upscaler.debug = 'none'));
afterAll(() => upscaler.dispose());

type Color = readonly [number, number, number];

function at(picture: Picture, x: number, y: number): Color {
  const i = (y * picture.width + x) * 4;
  return [picture.data[i]!, picture.data[i + 1]!, picture.data[i + 2]!];
}

/** Plays `frames`, the last of them in a debug view. */
async function show(
  view: DebugView,
  scene: Scene,
  frames: number,
  extra: (frame: number) => Partial<UpscaleFrame> = () => ({}),
): Promise<Picture> {
  upscaler.debug = view;
  const read = (frame: number): boolean => frame === frames - 1;
  const [picture] = await stage.play(upscaler, scene, { frames, read, frame: extra });
  return picture!;
}

test('motion: grey at rest, a hue for each direction', async () => {
  const rest = at(await show('motion', wall(), 3), 30, 18);
  for (const channel of rest) expect(channel).toBeCloseTo(0.18, 3);
  const right = at(await show('motion', wall([0.2, 0]), 3), 30, 18);
  const left = at(await show('motion', wall([-0.2, 0]), 3), 30, 18);
  const down = at(await show('motion', wall([0, 0.2]), 3), 30, 18);
  // hue angle 0 is right: red leads; π is left: red is least; ½π is down: green above blue
  expect(right[0]).toBeGreaterThan(Math.max(right[1], right[2]) + 0.2);
  expect(left[0]).toBeLessThan(Math.min(left[1], left[2]) - 0.2);
  expect(down[1]).toBeGreaterThan(down[2] + 0.2);
});

test('disocclusion: red where the square was, and nowhere else', async () => {
  const picture = await show('disocclusion', squareBefore(wall(), 6 / 64), 5);
  // The left edge went from display column 24.4 to 30.4; the last render pixel before it moves with the square.
  const red = (x: number, y: number): boolean => {
    const [r, g, b] = at(picture, x, y);
    return r > 0.8 && g < 0.4 && b < 0.4;
  };
  const share = (left: number, right: number): number => {
    let count = 0;
    for (let y = 12; y < 24; y++) for (let x = left; x < right; x++) count += red(x, y) ? 1 : 0;
    return count / (12 * (right - left));
  };
  expect(share(25, 28)).toBeGreaterThan(0.8);
  expect(share(34, 60)).toBe(0);
  expect(share(2, 22)).toBe(0);
  const cut = await show('disocclusion', wall(), 1);
  expect(at(cut, 30, 18)[0]).toBeCloseTo(1, 2);
});

test('reactive: yellow under the mask', async () => {
  const data = Float32Array.from({ length: 32 * 18 * 4 }, (_, i) => ((i >> 2) % 32 < 16 ? 1 : 0));
  const reactive = upload(fixture.device, 32, 18, 'rgba8unorm', data);
  const picture = await show('reactive', wall(), 3, () => ({ reactive }));
  const [r, g, b] = at(picture, 10, 18);
  expect([r, g, b].map((v) => Number(v.toFixed(2)))).toEqual([1, 0.7, 0.05]);
  const [x, y, z] = at(picture, 50, 18);
  expect([y, z]).toEqual([x, x]);
});

test('locks: green on a thin line that is seen again and again', async () => {
  const line: Scene = (x, y, frame) =>
    Math.abs(x - 0.51) < 0.012 ? { ...plain(x, y, frame), color: [0.9, 0.9, 0.9] } : plain(x, y, frame);
  const picture = await show('locks', line, 24);
  const green = (x: number): number => {
    let sum = 0;
    for (let y = 4; y < 32; y++) sum += at(picture, x, y)[1] - at(picture, x, y)[0];
    return sum / 28;
  };
  expect(Math.max(green(31), green(32), green(33))).toBeGreaterThan(0.1);
  expect(green(10)).toBeLessThan(0.01);
});

test('accumulation: blue at first, warmer with every frame', async () => {
  const warm = async (frames: number): Promise<number> => {
    const [r, , b] = at(await show('accumulation', plain, frames), 20, 20);
    return r - b;
  };
  const first = await warm(1);
  const later = await warm(3);
  const late = await warm(24);
  expect(first).toBeLessThan(0);
  expect(later).toBeGreaterThan(first);
  expect(late).toBeGreaterThanOrEqual(later);
  expect(late).toBeGreaterThan(0);
});

test('exposure: a bar from −6 to +6 stops under the exposed picture', async () => {
  for (const [value, end] of [
    [1, 0.5],
    [8, 0.75],
    [0.125, 0.25],
  ] as const) {
    const exposure = upload(fixture.device, 1, 1, 'r32float', [value]);
    const picture = await show('exposure', plain, 4, () => ({ exposure }));
    const lit = Array.from({ length: 64 }, (_, x) => at(picture, x, 35)[0]).filter((v) => v > 0.5).length;
    expect(Math.abs(lit / 64 - end)).toBeLessThan(0.03);
    expect(at(picture, 30, 10)[0] / (0.3 * value)).toBeCloseTo(1, 1);
  }
});

test('history: the working colours', async () => {
  const exposure = upload(fixture.device, 1, 1, 'r32float', [1]);
  const [r, g, b] = at(await show('history', plain, 4, () => ({ exposure })), 30, 10);
  expect(r).toBeCloseTo(0.3 / 1.3, 2);
  expect(g).toBeCloseTo(0.2 / 1.3, 2);
  expect(b).toBeCloseTo(0.1 / 1.3, 2);
});

test('a view changes nothing but the output', async () => {
  const scene = squareBefore(wall([0.01, 0]), 0.02);
  const exposure = upload(fixture.device, 1, 1, 'r32float', [1]);
  const play = async (view: DebugView): Promise<Picture> => {
    upscaler.debug = view;
    await stage.play(upscaler, scene, { frames: 8, frame: () => ({ exposure }), read: () => false });
    upscaler.debug = 'none';
    const [last] = await stage.play(upscaler, scene, { from: 8, frames: 1, frame: () => ({ exposure }) });
    return last!;
  };
  // History is rounded to halves by chance, another one in every frame that an upscaler makes.
  expect(largestDifference(await play('motion'), await play('none'))).toBeLessThan(0.003);
});
