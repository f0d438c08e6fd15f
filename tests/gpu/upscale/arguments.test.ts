// Every wrong argument has a code and says what, what was got and what to do.
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createSpatialUpscaler,
  createUpscaler,
  estimateMemory,
  type SpatialUpscaler,
  type UpscaleFrame,
  type Upscaler,
  type UpscalerOptions,
} from '@frameloom/upscale';
import { useGpu } from '../../support/gpu-test.ts';
import { wall } from './scenes.ts';
import { createStage, displaySize } from './stage.ts';
import { wrongNumbers } from './wrong-numbers.ts';
import { wrongTextures } from './wrong-textures.ts';

const fixture = useGpu();
let upscaler: Upscaler;
let flat: Upscaler;
let spatial: SpatialUpscaler;
let good: UpscaleFrame;
let encoder: GPUCommandEncoder;

beforeAll(async () => {
  const { gpu, device } = fixture;
  [upscaler, flat, spatial] = await Promise.all([
    createUpscaler(gpu, { displaySize }),
    createUpscaler(gpu, { displaySize, camera: 'orthographic', label: 'flat', alpha: true, check: true }),
    createSpatialUpscaler(gpu, { displaySize }),
  ]);
  good = createStage(device).inputs(wall(), 0);
  encoder = device.createCommandEncoder();
});
afterAll(() => {
  upscaler.dispose();
  flat.dispose();
  spatial.dispose();
});

function texture(format: GPUTextureFormat, options: Partial<GPUTextureDescriptor> = {}): GPUTexture {
  const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.RENDER_ATTACHMENT;
  return fixture.device.createTexture({ size: [32, 18], format, usage, ...options });
}

const storage = (): number => GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.TEXTURE_BINDING;

function wrong(code: string, message: RegExp): unknown {
  return expect.objectContaining({
    name: 'FrameloomError',
    code,
    message: expect.stringMatching(new RegExp(`^upscale: ${message.source}`)),
  });
}

test.each([...wrongTextures, ...wrongNumbers])('record: %s', (_, change, code, message) => {
  expect(() =>
    upscaler.record(encoder, { ...good, ...change({ good, texture, storage: storage() }) } as UpscaleFrame),
  ).toThrow(wrong(code, message));
});

test('record: no encoder, no frame', () => {
  expect(() => upscaler.record(undefined as never, good)).toThrow(
    wrong('invalid-argument', /encoder is undefined\. Give a GPUCommandEncoder/),
  );
  for (const frame of [undefined, null, 7]) {
    expect(() => upscaler.record(encoder, frame as never)).toThrow(
      wrong('invalid-argument', /frame is .*\. Give an object/),
    );
    expect(() => spatial.record(encoder, frame as never)).toThrow(
      wrong('invalid-argument', /frame is .*\. Give an object/),
    );
  }
});

test('record: an output that is also an input', () => {
  const both = texture('rgba16float', { size: [64, 36], usage: storage() });
  const message = /output is the same texture as color\. Give a texture of its own/;
  const frame = { ...good, color: both, output: both };
  expect(() => upscaler.record(encoder, frame)).toThrow(wrong('invalid-texture', message));
  expect(() => spatial.record(encoder, frame)).toThrow(wrong('invalid-texture', message));
  expect(() => upscaler.record(encoder, { ...good, opaqueColor: upscaler.output })).toThrow(
    wrong('invalid-texture', /output is the same texture as opaqueColor/),
  );
});

test('an orthographic camera may lie behind its near plane, and has no angle', () => {
  const frame = { ...good, cameraNear: -3, cameraFar: 3, cameraFovAngleVertical: Number.NaN };
  flat.record(encoder, frame);
  expect(() => flat.record(encoder, { ...frame, cameraNear: Number.NaN })).toThrow(
    wrong('invalid-argument', /cameraNear is NaN\. Give a finite distance/),
  );
  expect(() => flat.record(encoder, { ...frame, cameraNear: 3 })).toThrow(
    wrong('invalid-argument', /cameraFar is 3/),
  );
});

const tooLarge = (): number => fixture.device.limits.maxTextureDimension2D + 1;
const wrongOptions: [name: string, options: () => unknown, code: string, message: RegExp][] = [
  ['none', () => undefined, 'invalid-argument', /options is undefined\. Give an object with displaySize/],
  ['null', () => null, 'invalid-argument', /options is null/],
  ['no size', () => ({}), 'invalid-size', /displaySize is undefined\. Give whole/],
  ['empty', () => ({ displaySize: { width: 0, height: 36 } }), 'invalid-size', /displaySize is 0×36/],
  [
    'huge',
    () => ({ displaySize: { width: tooLarge(), height: 36 } }),
    'invalid-size',
    /displaySize is \d+×36\. Give .* from 1 to \d+ \(this device's limit\)/,
  ],
];

test.each(wrongOptions)('options: %s', async (_, options, code, message) => {
  const before = fixture.gpu.memory.bytes;
  await expect(createUpscaler(fixture.gpu, options() as UpscalerOptions)).rejects.toThrow(
    wrong(code, message),
  );
  await expect(createSpatialUpscaler(fixture.gpu, options() as never)).rejects.toThrow(wrong(code, message));
  expect(fixture.gpu.memory.bytes).toBe(before);
});

test.each<[object, string, RegExp]>([
  [
    { maxRenderSize: { width: 65, height: 36 } },
    'invalid-size',
    /maxRenderSize 65×36 exceeds displaySize 64×36/,
  ],
  [{ maxRenderSize: { width: 2, height: 2 } }, 'invalid-size', /maxRenderSize 2×2 is less than a third/],
  [{ depth: 'infinite' }, 'invalid-argument', /depth is infinite\. Give one of normal, reversed/],
  [{ model: 'heavy' }, 'invalid-argument', /model is heavy\. Give 'standard', 'lite', 'none', an address/],
  [{ model: 7 }, 'invalid-argument', /model is 7\. Give/],
  [{ camera: 'fisheye' }, 'invalid-argument', /camera is fisheye\. Give one of perspective, orthographic/],
])('options: %o', async (change, code, message) => {
  await expect(createUpscaler(fixture.gpu, { displaySize, ...change })).rejects.toThrow(wrong(code, message));
});

test('a device that is no Gpu', async () => {
  for (const gpu of [undefined, null, {}, fixture.device]) {
    await expect(createUpscaler(gpu as never, { displaySize })).rejects.toThrow(
      wrong('invalid-argument', /gpu is .*\. Give what createGpu\(\) or borrowGpu\(\) returned/),
    );
    await expect(createSpatialUpscaler(gpu as never, { displaySize })).rejects.toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  }
});

test('resize and debug keep what they had when refused', () => {
  for (const size of [undefined, { width: 0, height: 1 }, { width: tooLarge(), height: 1 }]) {
    expect(() => upscaler.resize(size as never)).toThrow(wrong('invalid-size', /displaySize is/));
    expect(() => spatial.resize(size as never)).toThrow(wrong('invalid-size', /displaySize is/));
  }
  expect(() => upscaler.resize(displaySize, { width: 100, height: 100 })).toThrow(
    wrong('invalid-size', /maxRenderSize/),
  );
  expect(() => (upscaler.debug = 'wireframe' as never)).toThrow(
    wrong('invalid-argument', /debug is wireframe\. Use one of none, motion, .*history/),
  );
  expect([upscaler.displaySize, upscaler.debug, spatial.displaySize]).toEqual([
    displaySize,
    'none',
    displaySize,
  ]);
  upscaler.record(encoder, good);
  spatial.record(encoder, good);
});

test('spatial: wrong frames', () => {
  const record = (change: object) => () => spatial.record(encoder, { ...good, ...change });
  expect(record({ color: undefined })).toThrow(wrong('invalid-texture', /color is undefined/));
  expect(record({ color: texture('rgba8uint') })).toThrow(wrong('invalid-texture', /color is rgba8uint/));
  expect(record({ renderSize: { width: 65, height: 1 } })).toThrow(wrong('invalid-size', /renderSize/));
  expect(record({ sharpness: -1 })).toThrow(wrong('invalid-argument', /sharpness is -1/));
  expect(record({ output: good.color })).toThrow(wrong('invalid-texture', /output is rgba16float, usage/));
});

test('a largest render size belongs to its display size', async () => {
  const own = await createUpscaler(fixture.gpu, { displaySize, maxRenderSize: { width: 60, height: 34 } });
  own.resize({ width: 40, height: 24 });
  own.dispose();
});

test.each([
  { alpha: false, check: false, ownOutput: true },
  { alpha: true, check: true, ownOutput: false },
])('memory is what the estimate said, %o', async ({ alpha, check, ownOutput }) => {
  const before = fixture.gpu.memory.bytes;
  const maxRenderSize = { width: 39, height: 24 };
  const options = { displaySize: { width: 51, height: 31 }, alpha, check, maxRenderSize };
  const own = await createUpscaler(fixture.gpu, { ...options, label: 'estimated' });
  const output = texture('rgba16float', { size: [51, 31], usage: storage() });
  own.record(encoder, { ...good, renderSize: { width: 25, height: 16 }, ...(!ownOutput && { output }) });
  expect(own.memoryBytes).toBe(estimateMemory({ ...options, ownOutput }));
  expect(fixture.gpu.memory.bytes - before).toBe(own.memoryBytes);
  expect(fixture.gpu.memory.byOwner()['estimated']).toBe(own.memoryBytes);
  own.dispose();
  expect(fixture.gpu.memory.bytes).toBe(before);
});

test('memory of the spatial path is what the estimate said', async () => {
  const own = await createSpatialUpscaler(fixture.gpu, { displaySize, label: 'estimated' });
  const path = 'spatial';
  expect(own.memoryBytes).toBe(estimateMemory({ displaySize, path, ownOutput: false }));
  spatial.record(encoder, good);
  expect(own.output.width).toBe(displaySize.width);
  expect(own.memoryBytes).toBe(estimateMemory({ displaySize, path }));
  expect(fixture.gpu.memory.byOwner()['estimated']).toBe(own.memoryBytes);
  own.dispose();
});

test('after dispose', async () => {
  const own = await createUpscaler(fixture.gpu, { displaySize });
  const ownSpatial = await createSpatialUpscaler(fixture.gpu, { displaySize });
  for (const disposable of [own, ownSpatial]) {
    disposable.dispose();
    disposable.dispose();
    expect(disposable.memoryBytes).toBe(0);
    for (const call of [() => disposable.record(encoder, good), () => disposable.resize(displaySize)]) {
      expect(call).toThrow(
        wrong('disposed', /this (spatial )?upscaler was disposed\. Make a new one with create/),
      );
    }
  }
  expect(() => own.reset()).toThrow(expect.objectContaining({ code: 'disposed' }));
});
