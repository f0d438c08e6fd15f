import { FrameloomError } from './errors.ts';
import { chooseFeatures, chooseLimits } from './features.ts';

/** A device and the adapter facts that outlive it. */
export type AcquiredDevice = { device: GPUDevice; info: GPUAdapterInfo | undefined };

export type AcquireOptions = {
  gpu?: GPU | undefined;
  powerPreference?: GPUPowerPreference | undefined;
  label: string;
};

const browsers = 'Chrome or Edge 113+, Safari 26+, or Firefox 141+';

/** Requests an adapter and a device with every useful feature and limit. Throws `unsupported` with the reason. */
export async function acquireDevice(options: AcquireOptions): Promise<AcquiredDevice> {
  const gpu = options.gpu ?? findGpu();
  const adapter = await requestAdapter(gpu, options.powerPreference);
  const info = adapter.info;
  try {
    const device = await adapter.requestDevice({
      label: options.label,
      requiredFeatures: chooseFeatures(adapter),
      requiredLimits: chooseLimits(adapter),
    });
    return { device, info };
  } catch {
    // Some drivers refuse what their adapter lists. The bare minimum on a new adapter still runs everything in f32.
    const plain = await requestAdapter(gpu, options.powerPreference);
    try {
      return { device: await plain.requestDevice({ label: options.label }), info };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new FrameloomError(
        'unsupported',
        `gpu: the adapter would not make a device: ${reason}. Update the graphics driver or restart the browser.`,
        { cause: error },
      );
    }
  }
}

function findGpu(): GPU {
  const scope = globalThis as { isSecureContext?: boolean; navigator?: { gpu?: GPU } };
  const gpu = scope.navigator?.gpu;
  if (gpu) return gpu;
  if (scope.isSecureContext === false) {
    throw new FrameloomError(
      'unsupported',
      'gpu: WebGPU needs a secure context, and this page is not one. Serve it over https:// or from localhost.',
    );
  }
  throw new FrameloomError(
    'unsupported',
    `gpu: this environment has no navigator.gpu. Use ${browsers}; in Node pass { gpu } from the "webgpu" package.`,
  );
}

async function requestAdapter(gpu: GPU, powerPreference?: GPUPowerPreference): Promise<GPUAdapter> {
  const adapter = await gpu.requestAdapter({ powerPreference: powerPreference ?? 'high-performance' });
  if (adapter) return adapter;
  throw new FrameloomError(
    'unsupported',
    'gpu: WebGPU is present but gave no adapter: the GPU is blocked, its driver is too old, or there is none. ' +
      `Update the driver, turn on hardware acceleration, or start Chromium with --enable-unsafe-webgpu (use ${browsers}).`,
  );
}
