import { describe, expect, test, vi } from 'vitest';
import { borrowGpu, createGpu, FrameloomError } from '@frameloom/gpu';
import { fakeDevice, fakeGpu } from './fake-gpu.ts';

const hardware = [
  'shader-f16',
  'subgroups',
  'timestamp-query',
  'float32-filterable',
  'texture-formats-tier2',
];

describe('createGpu', () => {
  test('says what to do where there is no WebGPU', async () => {
    vi.stubGlobal('navigator', {});
    await expect(createGpu()).rejects.toMatchObject({
      name: 'FrameloomError',
      code: 'unsupported',
      message: expect.stringMatching(/no navigator\.gpu.*Chrome.*Firefox.*Node/),
    });
    vi.stubGlobal('isSecureContext', false);
    await expect(createGpu()).rejects.toThrow(/secure context.*https/);
    vi.unstubAllGlobals();
  });

  test('says what to do where there is no adapter or no device', async () => {
    const gpu = fakeGpu();
    gpu.mode = 'no adapter';
    await expect(createGpu({ gpu })).rejects.toThrow(/no adapter.*hardware acceleration/s);
    gpu.mode = 'refuses';
    const error = await createGpu({ gpu }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FrameloomError);
    expect(error).toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('no memory for a device'),
    });
  });

  test('asks for what the adapter has of what networks need, and for nothing else', async () => {
    const gpu = fakeGpu({
      features: [...hardware, 'chromium-experimental-thing'],
      limits: {
        maxComputeWorkgroupStorageSize: 32768,
        maxStorageBufferBindingSize: 2 ** 31 - 4,
        maxFuture: 7,
      },
    });
    await createGpu({ gpu, label: 'mine' });
    const [request] = gpu.requests;
    expect(request?.label).toBe('mine');
    expect([...(request?.requiredFeatures ?? [])].toSorted()).toEqual(hardware.toSorted());
    expect(request?.requiredLimits).toEqual({
      maxBufferSize: 2 ** 32,
      maxTextureDimension2D: 16384,
      maxComputeWorkgroupStorageSize: 32768,
      maxStorageBufferBindingSize: 2 ** 31 - 4,
    });
  });

  test('takes a plain device from an adapter that refuses its own features', async () => {
    const fake = fakeGpu({ features: hardware });
    fake.mode = 'refuses features';
    const gpu = await createGpu({ gpu: fake });
    expect(gpu.tier).toBe('standard');
  });

  test.each([
    ['fast', { features: hardware }],
    ['standard', { features: ['subgroups'] }],
    ['standard', { features: ['shader-f16'] }],
    ['software', { features: hardware, info: { isFallbackAdapter: true } }],
    ['software', { features: hardware, info: { vendor: 'google', architecture: 'swiftshader' } }],
    ['software', { features: hardware, info: { description: 'llvmpipe (LLVM 15.0.6, 256 bits)' } }],
    ['software', { features: hardware, info: { description: 'Microsoft Basic Render Driver' } }],
  ] as const)('tier %s', async (tier, options) => {
    expect((await createGpu({ gpu: fakeGpu(options) })).tier).toBe(tier);
  });

  test('names the adapter', async () => {
    expect((await createGpu({ gpu: fakeGpu() })).adapterName).toBe('acme rocket');
    const described = fakeGpu({ info: { description: 'Acme Rocket 9' } });
    expect((await createGpu({ gpu: described })).adapterName).toBe('Acme Rocket 9');
  });

  test('checks its arguments', async () => {
    const invalid = { code: 'invalid-argument' };
    await expect(createGpu(null as never)).rejects.toMatchObject(invalid);
    await expect(createGpu({ gpu: 5 as never })).rejects.toMatchObject(invalid);
    await expect(createGpu({ gpu: fakeGpu(), powerPreference: 'turbo' as never })).rejects.toMatchObject(
      invalid,
    );
    await expect(createGpu({ device: {} as never })).rejects.toMatchObject(invalid);
    await expect(createGpu({ device: null as never })).rejects.toMatchObject(invalid);
  });

  test('dispose destroys an own device once, and later use says so', async () => {
    const fake = fakeGpu();
    const gpu = await createGpu({ gpu: fake });
    const lost = vi.fn();
    gpu.onLost(lost);
    gpu.dispose();
    gpu.dispose();
    expect(fake.devices[0]?.isDestroyed).toBe(true);
    expect(() => gpu.device).toThrow(expect.objectContaining({ code: 'disposed' }));
    await fake.devices[0]?.lost;
    expect(lost).not.toHaveBeenCalled();
    expect(gpu.isLost).toBe(false);
  });
});

describe('borrowGpu', () => {
  test('gives one Gpu per device and never destroys it', async () => {
    const device = fakeDevice();
    const gpu = borrowGpu(device, { label: 'host' });
    expect(borrowGpu(device)).toBe(gpu);
    expect(await createGpu({ device })).toBe(gpu);
    expect(borrowGpu(fakeDevice())).not.toBe(gpu);
    expect(gpu.borrowed).toBe(true);
    gpu.dispose();
    expect(device.isDestroyed).toBe(false);
    expect(gpu.device).toBe(device);
  });

  test('takes the name, and the tier from it, where the device does not tell', () => {
    expect(borrowGpu(fakeDevice()).adapterName).toBe('unknown adapter');
    const gpu = borrowGpu(fakeDevice({ features: hardware }), { adapterName: 'google swiftshader' });
    expect(gpu.adapterName).toBe('google swiftshader');
    expect(gpu.tier).toBe('software');
  });

  test('refuses what is not a device', () => {
    for (const wrong of [undefined, null, {}, 'device', 3]) {
      expect(() => borrowGpu(wrong as never)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    }
  });
});
