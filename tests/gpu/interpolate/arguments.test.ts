// One clear error for each mistake, and the next good frame works.
import { expect, test } from 'vitest';
import { createInterpolator, type Interpolator, type RealFrame } from '@frameloom/interpolate';
import { useGpu } from '../../support/gpu-test.ts';
import { createUploader, renderWorld } from './world.ts';

const fixture = useGpu();
const size = { width: 32, height: 20 };

async function setUp(): Promise<{
  interpolator: Interpolator;
  frame: RealFrame;
  encoder: GPUCommandEncoder;
}> {
  const interpolator = await createInterpolator(fixture.gpu, { displaySize: size });
  const { destroy: _, ...frame } = createUploader(fixture.device)(renderWorld(size, 1), size);
  return { interpolator, frame, encoder: fixture.device.createCommandEncoder() };
}

test('options', async () => {
  const { gpu } = fixture;
  await expect(createInterpolator(gpu, { displaySize: { width: 0, height: 4 } })).rejects.toThrow(
    'interpolate: displaySize is 0×4. Give whole numbers of pixels',
  );
  await expect(createInterpolator(gpu, null as never)).rejects.toThrow('interpolate: options is null');
  await expect(createInterpolator({} as never, { displaySize: size })).rejects.toThrow('interpolate: gpu');
});

test('real frames', async () => {
  const { interpolator, frame, encoder } = await setUp();
  const wrong =
    (change: object): (() => void) =>
    () =>
      interpolator.addFrame(encoder, { ...frame, ...change });
  expect(wrong({ color: undefined })).toThrow('interpolate: color is undefined');
  expect(wrong({ depth: frame.color })).toThrow('interpolate: depth is rgba16float. Give a depth format');
  expect(wrong({ renderSize: { width: 64, height: 20 } })).toThrow(
    'interpolate: renderSize 64×20 exceeds maxRenderSize 32×20. Raise maxRenderSize with resize().',
  );
  expect(wrong({ camera: undefined })).toThrow('interpolate: camera.projection is undefined');
  expect(wrong({ camera: { ...frame.camera, view: Array.from({ length: 16 }, () => 0) } })).toThrow(
    'can be inverted',
  );
  expect(wrong({ jitterOffset: { x: 2, y: 0 } })).toThrow('interpolate: jitterOffset.x is 2');
  expect(() => interpolator.addFrame(undefined as never, frame)).toThrow('interpolate: encoder is undefined');
  expect(interpolator.isReady).toBe(false);
  interpolator.addFrame(encoder, frame);
  interpolator.addFrame(encoder, frame);
  expect(interpolator.isReady).toBe(true);
  fixture.device.queue.submit([encoder.finish()]);
  interpolator.dispose();
});

test('generated frames', async () => {
  const { interpolator, frame, encoder } = await setUp();
  expect(() => interpolator.extrapolate(encoder)).toThrow('there is no real frame yet');
  interpolator.addFrame(encoder, frame);
  expect(() => interpolator.generate(encoder, { t: 0.5 })).toThrow('there is no pair of real frames');
  interpolator.addFrame(encoder, frame);
  for (const t of [0, 1, -1, Number.NaN]) {
    expect(() => interpolator.generate(encoder, { t })).toThrow(`interpolate: t is ${t}`);
  }
  expect(() => interpolator.extrapolate(encoder, { ahead: 3 })).toThrow('interpolate: ahead is 3');
  expect(() => interpolator.generate(encoder, { t: 0.5, output: frame.color })).toThrow(
    'interpolate: output',
  );
  expect(() => (interpolator.debug = 'all' as never)).toThrow('interpolate: debug is all');
  interpolator.generate(encoder, { t: 0.5 });
  fixture.device.queue.submit([encoder.finish()]);
  interpolator.dispose();
  expect(() => interpolator.generate(encoder, { t: 0.5 })).toThrow(
    'interpolate: this interpolator was disposed',
  );
});

test('a reset, a jump of frameID, a turn of the camera and a resize end a pair', async () => {
  const { interpolator, frame } = await setUp();
  const add = (change: object = {}): boolean => {
    const encoder = fixture.device.createCommandEncoder();
    interpolator.addFrame(encoder, { ...frame, ...change });
    fixture.device.queue.submit([encoder.finish()]);
    return interpolator.isReady;
  };
  expect([add({ frameID: 1 }), add({ frameID: 2 }), add({ frameID: 4 }), add({ frameID: 5 })]).toEqual([
    false,
    true,
    false,
    true,
  ]);
  expect([add({ reset: true }), add()]).toEqual([false, true]);
  const behind = [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1];
  expect(add({ camera: { ...frame.camera, view: behind } })).toBe(false);
  expect(add({ camera: { ...frame.camera, view: behind } })).toBe(true);
  interpolator.resize(size);
  expect([interpolator.isReady, add(), add()]).toEqual([false, false, true]);
  interpolator.dispose();
});
