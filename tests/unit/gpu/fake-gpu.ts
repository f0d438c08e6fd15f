/** A GPU of plain objects: what the life-cycle code needs, under the test's control. */
export type FakeDevice = GPUDevice & {
  lose(reason?: GPUDeviceLostReason): void;
  readonly isDestroyed: boolean;
};
export type FakeResource = { label: string; isDestroyed: boolean };

export function fakeDevice(
  options: { features?: readonly string[]; limits?: Record<string, number> } = {},
): FakeDevice {
  let resolveLost: (info: GPUDeviceLostInfo) => void;
  const lost = new Promise<GPUDeviceLostInfo>((resolve) => (resolveLost = resolve));
  const lose = (reason: GPUDeviceLostReason = 'unknown'): void =>
    resolveLost({ __brand: 'GPUDeviceLostInfo', reason, message: 'lost by the test' });
  const resource = (descriptor: { label: string }): FakeResource & { destroy(): void } => ({
    label: descriptor.label,
    isDestroyed: false,
    destroy() {
      this.isDestroyed = true;
    },
  });
  const device = {
    label: '',
    queue: {},
    lost,
    lose,
    features: new Set(options.features),
    limits: { maxTextureDimension2D: 8192, maxBufferSize: 2 ** 28, ...options.limits },
    isDestroyed: false,
    createShaderModule: () => ({}),
    createTexture: resource,
    createBuffer: resource,
    destroy() {
      device.isDestroyed = true;
      lose('destroyed');
    },
  };
  return device as unknown as FakeDevice;
}

export type FakeGpu = GPU & {
  readonly devices: FakeDevice[];
  readonly requests: GPUDeviceDescriptor[];
  /** What requestAdapter does: give an adapter, give none, or give one that refuses. */
  mode: 'works' | 'no adapter' | 'refuses' | 'refuses features';
};

export function fakeGpu(
  options: {
    features?: readonly string[];
    limits?: Record<string, number>;
    info?: Partial<GPUAdapterInfo>;
  } = {},
): FakeGpu {
  const gpu = {
    mode: 'works' as FakeGpu['mode'],
    devices: [] as FakeDevice[],
    requests: [] as GPUDeviceDescriptor[],
    requestAdapter: async () =>
      gpu.mode === 'no adapter'
        ? null
        : {
            features: new Set(options.features),
            limits: { maxBufferSize: 2 ** 40, maxTextureDimension2D: 16384, ...options.limits },
            info: { vendor: 'acme', architecture: 'rocket', device: '', description: '', ...options.info },
            async requestDevice(descriptor: GPUDeviceDescriptor) {
              const asksFeatures = [...(descriptor.requiredFeatures ?? [])].length > 0;
              if (gpu.mode === 'refuses' || (gpu.mode === 'refuses features' && asksFeatures)) {
                throw new Error('no memory for a device');
              }
              gpu.requests.push(descriptor);
              const device = fakeDevice({
                features: [...(descriptor.requiredFeatures ?? [])],
                limits: descriptor.requiredLimits as Record<string, number>,
              });
              gpu.devices.push(device);
              return device;
            },
          },
  };
  return gpu as unknown as FakeGpu;
}
