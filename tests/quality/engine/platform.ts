// What the engine needs from the machine it runs on: the same in Node (Dawn) and in a browser page.

/** A size in pixels. */
export type Size = { readonly width: number; readonly height: number };

/** The host of one run: a device, its name, and a way to make a canvas for three.js to hold. */
export type Platform = {
  readonly device: GPUDevice;
  /** Adapter name for reports, e.g. `mesa llvmpipe` or `nvidia H100`. */
  readonly adapterName: string;
  /** A canvas that is never drawn to: three.js reads its size only. */
  createCanvas(size: Size): HTMLCanvasElement;
};

/**
 * Requests a device with every feature and limit of the adapter, so that no method is held back by the harness.
 * Validation errors that nobody catches are thrown from `assertHealthy`.
 */
export async function createPlatform(
  gpu: GPU,
  createCanvas: Platform['createCanvas'],
): Promise<Platform & { assertHealthy(): void }> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new Error(
      'quality: no WebGPU adapter. On Linux install Chromium (its SwiftShader is used) or set VK_ICD_FILENAMES.',
    );
  }
  const requiredLimits: Record<string, number> = {};
  for (const name in adapter.limits) {
    const value: unknown = adapter.limits[name as keyof GPUSupportedLimits];
    if (typeof value === 'number') requiredLimits[name] = value;
  }
  const device = await adapter.requestDevice({
    label: 'quality',
    requiredFeatures: [...adapter.features] as GPUFeatureName[],
    requiredLimits,
  });
  const errors: string[] = [];
  device.addEventListener('uncapturederror', (event) => {
    event.preventDefault();
    errors.push(event.error.message);
  });
  void device.lost.then((info) => errors.push(`device lost: ${info.message}`));
  const { info } = adapter;
  const name = [info.vendor, info.architecture, info.device, info.description].filter(Boolean).join(' ');
  return {
    device,
    adapterName: name || 'unknown adapter',
    createCanvas,
    assertHealthy() {
      const [first] = errors;
      if (first === undefined) return;
      throw new Error(`quality: ${errors.length} GPU error(s), the first: ${first}`);
    },
  };
}
