import { expect, test } from 'vitest';
import { borrowGpu, createPool, type TextureOptions } from '@frameloom/gpu';
import { fakeDevice, type FakeResource } from './fake-gpu.ts';

const STORAGE = 8;
const SAMPLED = 4;
const texture: TextureOptions = {
  label: 'history',
  width: 4,
  height: 2,
  format: 'rgba16float',
  usage: SAMPLED,
};
const isDestroyed = (resource: unknown): boolean => (resource as FakeResource).isDestroyed;
const code = (name: string): unknown => expect.objectContaining({ name: 'FrameloomError', code: name });

test('counts bytes by owner and returns to zero', () => {
  const gpu = borrowGpu(fakeDevice());
  const first = createPool(gpu, 'upscale');
  const second = createPool(gpu, 'upscale');
  const other = createPool(gpu, 'world');
  const history = first.texture({ ...texture, mipLevelCount: 3 });
  second.buffer({ label: 'constants', size: 100, usage: 64 });
  other.buffer({ label: 'state', size: 12, usage: 64 });
  expect(history.label).toBe('upscale/history');
  expect(first.bytes).toBe(64 + 16 + 8);
  expect(gpu.memory.byOwner()).toEqual({ upscale: 188, world: 12 });
  expect(gpu.memory.bytes).toBe(200);
  first.free(history);
  first.free(history);
  expect(isDestroyed(history)).toBe(true);
  expect(first.bytes).toBe(0);
  expect(gpu.memory.byOwner()).toEqual({ upscale: 100, world: 12 });
  for (const pool of [first, second, other, other]) pool.dispose();
  expect(gpu.memory.byOwner()).toEqual({});
  expect(gpu.memory.bytes).toBe(0);
});

test('destroys its own on dispose and refuses work afterwards', () => {
  const pool = createPool(borrowGpu(fakeDevice()), 'test');
  const buffer = pool.buffer({ label: 'a', size: 4, usage: 1 });
  pool.dispose();
  expect(isDestroyed(buffer)).toBe(true);
  expect(() => pool.free(buffer)).not.toThrow();
  expect(() => pool.buffer({ label: 'b', size: 4, usage: 1 })).toThrow(code('disposed'));
  expect(() => pool.texture(texture)).toThrow(code('disposed'));
});

test('never frees what it did not make', () => {
  const device = fakeDevice();
  const pool = createPool(borrowGpu(device), 'test');
  const borrowed = device.createBuffer({ label: 'host', size: 4, usage: 1 });
  expect(() => pool.free(borrowed)).toThrow(code('invalid-argument'));
  expect(() => pool.free(null as never)).toThrow(code('invalid-argument'));
  pool.dispose();
  expect(isDestroyed(borrowed)).toBe(false);
});

test.each([
  ['invalid-size', { width: 0 }],
  ['invalid-size', { height: -4 }],
  ['invalid-size', { width: 1.5 }],
  ['invalid-size', { width: Number.NaN }],
  ['invalid-size', { height: 8193 }],
  ['invalid-size', { mipLevelCount: 4 }],
  ['invalid-size', { mipLevelCount: 0 }],
  ['invalid-argument', { format: 'rgba17float' }],
  ['invalid-argument', { usage: 0 }],
  ['invalid-argument', { label: '' }],
  ['unsupported', { format: 'r16float', usage: STORAGE }],
  ['unsupported', { format: 'bgra8unorm', usage: STORAGE }],
  ['unsupported', { format: 'rgba8unorm-srgb', usage: STORAGE }],
] as const)('texture: %s for %o', (expected, change) => {
  const gpu = borrowGpu(fakeDevice());
  const pool = createPool(gpu, 'test');
  expect(() => pool.texture({ ...texture, ...change } as TextureOptions)).toThrow(code(expected));
  expect(gpu.memory.bytes).toBe(0);
});

test('a size beyond the device names its limit', () => {
  const pool = createPool(borrowGpu(fakeDevice({ limits: { maxTextureDimension2D: 2048 } })), 'test');
  expect(() => pool.texture({ ...texture, width: 4096 })).toThrow(
    'test/history: width must be a whole number from 1 to 2048, got 4096. 2048 is the limit of this device; use a smaller size.',
  );
});

test('features allow more storage formats', () => {
  const features = ['bgra8unorm-storage', 'texture-formats-tier1'];
  const pool = createPool(borrowGpu(fakeDevice({ features })), 'test');
  for (const format of ['bgra8unorm', 'r16float', 'rg8unorm', 'rg11b10ufloat', 'rgba16unorm'] as const) {
    expect(() => pool.texture({ ...texture, format, usage: STORAGE })).not.toThrow();
  }
});

test('buffer: checks size and usage', () => {
  const pool = createPool(borrowGpu(fakeDevice()), 'test');
  for (const size of [0, -1, 2.5, 2 ** 28 + 1, undefined]) {
    expect(() => pool.buffer({ label: 'b', size: size as number, usage: 1 })).toThrow(code('invalid-size'));
  }
  expect(() => pool.buffer({ label: 'b', size: 4, usage: 0 })).toThrow(code('invalid-argument'));
  expect(() => pool.buffer(undefined as never)).toThrow(code('invalid-argument'));
});

test('refuses a gpu that is none', () => {
  expect(() => createPool({} as never, 'test')).toThrow(/createGpu\(\) or borrowGpu\(\).*two copies/);
  expect(() => createPool(borrowGpu(fakeDevice()), '')).toThrow(code('invalid-argument'));
});
