// What the interpolator is for: pictures between and ahead, on a world whose truth is known at any time.
import { afterEach, describe, expect, test } from 'vitest';
import { createPassTimer } from '@frameloom/gpu';
import {
  createInterpolator,
  estimateMemory,
  type GeneratedFrame,
  type Interpolator,
  type InterpolatorOptions,
  type RealFrame,
} from '@frameloom/interpolate';
import { useGpu } from '../../support/gpu-test.ts';
import { readback, upload } from '../upscale/textures.ts';
import { createUploader, psnr, renderWorld, type WorldFrame, type WorldOptions } from './world.ts';

const fixture = useGpu();
const size = { width: 96, height: 54 };

const made: Interpolator[] = [];
afterEach(() => made.splice(0).forEach((interpolator) => interpolator.dispose()));

async function create(options: Partial<InterpolatorOptions> = {}): Promise<Interpolator> {
  const interpolator = await createInterpolator(fixture.gpu, { displaySize: size, ...options });
  made.push(interpolator);
  return interpolator;
}

function submit(record: (encoder: GPUCommandEncoder) => void): void {
  const encoder = fixture.device.createCommandEncoder();
  record(encoder);
  fixture.device.queue.submit([encoder.finish()]);
}

/** Adds real frames at whole times. */
function add(
  interpolator: Interpolator,
  frames: readonly WorldFrame[],
  edit: (frame: RealFrame, index: number) => RealFrame = (frame) => frame,
): void {
  const uploadFrame = createUploader(fixture.device);
  frames.forEach((frame, i) => {
    const { destroy, ...textures } = uploadFrame(frame, size);
    submit((encoder) => interpolator.addFrame(encoder, edit(textures, i)));
    destroy();
  });
}

async function generate(interpolator: Interpolator, frame: GeneratedFrame): Promise<Float32Array> {
  submit((encoder) => interpolator.generate(encoder, frame));
  return (await readback(fixture.device, frame.output ?? interpolator.output)).data;
}

const world = (times: readonly number[], options?: WorldOptions): WorldFrame[] =>
  times.map((time) => renderWorld(size, time, options));

/** Mean of two pictures. */
const mean = (a: WorldFrame, b: WorldFrame): Float32Array => a.color.map((v, i) => (v + b.color[i]!) / 2);

describe('generate()', () => {
  test.each([0.25, 0.5, 0.75])('makes the picture at %d, better than a blend', async (t) => {
    const interpolator = await create();
    const frames = world([2, 3]);
    add(interpolator, frames);
    const truth = renderWorld(size, 2 + t);
    const got = psnr(await generate(interpolator, { t }), truth.color);
    expect(got).toBeGreaterThan(30);
    expect(got).toBeGreaterThan(psnr(mean(frames[0]!, frames[1]!), truth.color) + 6);
  });

  test('knows what comes into view from the frame that shows it', async () => {
    const interpolator = await create();
    const frames = world([0, 1], { cardSpeed: 2.2 });
    add(interpolator, frames);
    const truth = renderWorld(size, 0.5, { cardSpeed: 2.2 });
    const hidden = (i: number): boolean => !truth.card[i] && (frames[0]!.card[i]! || frames[1]!.card[i]!);
    const blended = psnr(mean(frames[0]!, frames[1]!), truth.color, hidden);
    expect(psnr(await generate(interpolator, { t: 0.5 }), truth.color, hidden)).toBeGreaterThan(blended + 5);
  });

  test('follows by flow what motion vectors do not tell', async () => {
    const options = { cardSpeed: 0.4, silent: true };
    const frames = world([2, 3], options);
    const truth = renderWorld(size, 2.5, options);
    const results: number[] = [];
    for (const trust of [0.5, -1e3]) {
      const interpolator = await createInterpolator(fixture.gpu, { displaySize: size }, { blend: { trust } });
      made.push(interpolator);
      add(interpolator, frames);
      results.push(psnr(await generate(interpolator, { t: 0.5 }), truth.color, (i) => truth.card[i]!));
    }
    expect(results[0]).toBeGreaterThan(results[1]! + 2);
  });

  test('leaves added light that rests while the surface behind it moves where it is', async () => {
    const options = { cardSpeed: 0, cameraSpeed: 1.6, sparks: true };
    const frames = world([2, 3], options);
    const truth = renderWorld(size, 2.5, options);
    const lit = (i: number): boolean => truth.lit[i]!;
    const blended = psnr(mean(frames[0]!, frames[1]!), truth.color, lit);
    const results: number[] = [];
    for (const isTold of [true, false]) {
      const interpolator = await create();
      add(interpolator, frames, ({ additive, ...frame }) => ({
        ...frame,
        ...(isTold && { additive: additive! }),
      }));
      results.push(psnr(await generate(interpolator, { t: 0.5 }), truth.color, lit));
    }

    expect(results[0]).toBeGreaterThan(blended - 0.1);
    expect(results[0]).toBeGreaterThan(results[1]! + 3);
  });

  test('takes the camera at t where it is told', async () => {
    const frames = world([2, 3], { cardSpeed: 0 });
    // The camera hurries at first: at half time it is where it would be at three quarters.
    const truth = renderWorld(size, 2.75, { cardSpeed: 0 });
    const interpolator = await create();
    add(interpolator, frames);
    const straight = psnr(await generate(interpolator, { t: 0.5 }), truth.color);
    const told = psnr(await generate(interpolator, { t: 0.5, camera: truth.camera }), truth.color);
    expect(told).toBeGreaterThan(straight + 3);
  });

  test('several frames recorded into one encoder are those recorded one by one', async () => {
    const [one, other] = [await create(), await create()];
    const frames = world([1, 2, 3]);
    add(one, frames);
    const alone = await generate(one, { t: 0.25 });
    const uploadFrame = createUploader(fixture.device);
    const outputs = [0, 1].map(() =>
      fixture.device.createTexture({
        size,
        format: 'rgba16float',
        usage: GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.COPY_SRC,
      }),
    );
    const textures = frames.map((frame) => uploadFrame(frame, size));
    submit((encoder) => {
      for (const texture of textures) other.addFrame(encoder, texture);
      other.generate(encoder, { t: 0.25, output: outputs[0]! });
      other.generate(encoder, { t: 0.75, output: outputs[1]! });
    });
    expect((await readback(fixture.device, outputs[0]!)).data).toEqual(alone);
    for (const texture of [...outputs, ...textures]) texture.destroy();
  });

  test('shows the nearest real frame across a cut that nobody announced', async () => {
    const interpolator = await create();
    const frames = world([2, 3]);
    const negative = { ...frames[1]!, color: frames[1]!.color.map((v, i) => (i % 4 === 3 ? 1 : 1 - v)) };
    add(interpolator, [frames[0]!, negative]);
    expect(psnr(await generate(interpolator, { t: 0.3 }), frames[0]!.color)).toBeGreaterThan(50);
    expect(psnr(await generate(interpolator, { t: 0.7 }), negative.color)).toBeGreaterThan(50);
  });
});

describe('HUD', () => {
  const hudAt = (i: number): boolean => i % size.width < 12 && i / size.width < 8;
  const withHud = (color: Float32Array): Float32Array =>
    color.map((v, i) => (hudAt(Math.floor(i / 4)) ? (i % 8 < 4 ? 1 : 0) : v));

  test('that is in the picture stays sharp where hudlessColor tells it apart', async () => {
    const interpolator = await create();
    const frames = world([2, 3]);
    const plain = frames.map(({ color }) =>
      upload(fixture.device, size.width, size.height, 'rgba16float', color),
    );
    const shown = frames.map((frame) => ({ ...frame, color: withHud(frame.color) }));
    add(interpolator, shown, (frame, i) => ({ ...frame, hudlessColor: plain[i]! }));
    const got = await generate(interpolator, { t: 0.5 });
    const truth = renderWorld(size, 2.5).color;
    expect(psnr(got, shown[1]!.color, hudAt)).toBeGreaterThan(55);
    expect(psnr(got, truth, (i) => !hudAt(i))).toBeGreaterThan(30);
    plain.forEach((texture) => texture.destroy());
  });

  test('as a layer is laid over the result', async () => {
    const interpolator = await create();
    add(interpolator, world([2, 3]));
    const plain = await generate(interpolator, { t: 0.5 });
    const layer = Float32Array.from({ length: size.width * size.height * 4 }, (_, i) =>
      hudAt(Math.floor(i / 4)) ? [0.25, 0.5, 0, 0.5][i % 4]! : 0,
    );
    const ui = upload(fixture.device, size.width, size.height, 'rgba16float', layer);
    const got = await generate(interpolator, { t: 0.5, ui });
    for (let i = 0; i < got.length; i++) {
      const under = plain[i]! * (1 - layer[i - (i % 4) + 3]!);
      expect(got[i]).toBeCloseTo(under + layer[i]!, 2);
    }
    ui.destroy();
  });
});

describe('extrapolate()', () => {
  test('makes the frame after the newest one', async () => {
    const interpolator = await create();
    const frames = world([2, 3]);
    add(interpolator, frames);
    submit((encoder) => interpolator.extrapolate(encoder, { ahead: 0.5 }));
    const got = (await readback(fixture.device, interpolator.output)).data;
    const truth = renderWorld(size, 3.5);
    expect(psnr(got, truth.color)).toBeGreaterThan(psnr(frames[1]!.color, truth.color) + 5);
  });

  test('follows a camera that the frame did not know of, with one real frame', async () => {
    const interpolator = await create();
    const [frame] = world([3], { cardSpeed: 0 });
    add(interpolator, [frame!]);
    const truth = renderWorld(size, 4, { cardSpeed: 0 });
    submit((encoder) => interpolator.extrapolate(encoder, { camera: truth.camera }));
    const got = (await readback(fixture.device, interpolator.output)).data;
    const inner = (i: number): boolean => i % size.width < size.width * 0.85;
    expect(psnr(got, truth.color, inner)).toBeGreaterThan(psnr(frame!.color, truth.color, inner) + 6);
  });
});

test.each([
  ['color', Number.NaN],
  ['color', Number.POSITIVE_INFINITY],
  ['motion', Number.NaN],
  ['motion', Number.POSITIVE_INFINITY],
  ['depth', Number.NaN],
  ['depth', Number.POSITIVE_INFINITY],
  ['depth', Number.NEGATIVE_INFINITY],
] as const)('%s that is %d does not spread', async (name, value) => {
  const interpolator = await create();
  const frames = world([2, 3]);
  const at = 20 * size.width + 40;
  frames[1]![name].set(
    { color: [value, value, value, 1], motion: [value, value], depth: [value] }[name],
    at * { color: 4, motion: 2, depth: 1 }[name],
  );
  add(interpolator, frames);
  const got = await generate(interpolator, { t: 0.5 });
  expect(got.every(Number.isFinite)).toBe(true);
  expect(psnr(got, renderWorld(size, 2.5).color)).toBeGreaterThan(30);
});

test('memory is what was estimated, and is given back', async () => {
  const { gpu } = fixture;
  const interpolator = await create({ label: 'memory', maxRenderSize: { width: 48, height: 27 } });
  void interpolator.output;
  const estimate = estimateMemory({ displaySize: size, maxRenderSize: { width: 48, height: 27 } });
  expect(interpolator.memoryBytes).toBe(estimate);
  expect(gpu.memory.byOwner()['memory']).toBe(estimate);
  interpolator.dispose();
  interpolator.dispose();
  expect(interpolator.memoryBytes).toBe(0);
  expect(gpu.memory.byOwner()['memory'] ?? 0).toBe(0);
});

test('each pass is measured under its own label', async () => {
  const timer = createPassTimer(fixture.gpu, { capacity: 64 });
  const interpolator = await create();
  const uploadFrame = createUploader(fixture.device);
  const textures = world([2, 3]).map((frame) => uploadFrame(frame, size));
  submit((encoder) => {
    for (const texture of textures) interpolator.addFrame(encoder, texture, timer);
    interpolator.generate(encoder, { t: 0.5 }, timer);
    timer.resolve(encoder);
  });
  await timer.collect();
  const wanted = ['blend', 'cut', 'field', 'flow', 'intake', 'judge', 'prepare', 'pyramid', 'scatter'];
  if (timer.supported) {
    expect(Object.keys(timer.results()).toSorted()).toEqual(wanted.map((name) => `interpolate/${name}`));
  }
  textures.forEach((texture) => texture.destroy());
  timer.dispose();
});

test('every debug view shows something of its own', async () => {
  const interpolator = await create();
  add(interpolator, world([2, 3], { cardSpeed: 0.6 }));
  const seen = new Map<string, string>();
  for (const view of [
    'none',
    'motion',
    'flow',
    'holes',
    'disocclusion',
    'weights',
    'previous',
    'current',
  ] as const) {
    interpolator.debug = view;
    const picture = await generate(interpolator, { t: 0.5 });
    expect(picture.every(Number.isFinite)).toBe(true);
    seen.set(picture.join(), view);
  }
  expect(seen.size).toBe(8);
});
