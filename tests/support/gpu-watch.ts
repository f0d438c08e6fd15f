// Setup file of every GPU project: watches all devices that tests make, and fails the test in which one reports an error
// that nobody caught.
import { afterEach, expect } from 'vitest';

/** A GPU error that no error scope of the test took. */
export type StrayError = { source: string; message: string };

type Watch = { stray: StrayError[]; devices: Set<GPUDevice> };

// Kept outside the module: a browser may load setup files and imports of tests under different addresses.
const holder = globalThis as typeof globalThis & { gpuWatch?: Watch };
const { stray, devices } = (holder.gpuWatch ??= watchDevices());

/** Takes the stray errors so far, for a test that provokes them on purpose. */
export async function takeStrayErrors(): Promise<StrayError[]> {
  await Promise.all([...devices].map(deliverErrors));
  return stray.splice(0);
}

/** Reports an error from an error scope that a fixture keeps around its tests. */
export function addStrayError(source: string, message: string): void {
  stray.push({ source, message });
}

afterEach(async () => {
  expect(await takeStrayErrors(), 'stray GPU errors').toEqual([]);
});

/** A round trip to the device, after which the events of all earlier calls have arrived. */
async function deliverErrors(device: GPUDevice): Promise<void> {
  device.pushErrorScope('validation');
  await device.popErrorScope().catch(() => null);
}

function watchDevices(): Watch {
  const watch: Watch = { stray: [], devices: new Set() };
  const { prototype } = GPUAdapter;
  const requestDevice: GPUAdapter['requestDevice'] = prototype.requestDevice;
  prototype.requestDevice = async function watched(descriptor) {
    const device = await requestDevice.call(this, descriptor);
    watch.devices.add(device);
    void device.lost.then(() => watch.devices.delete(device));
    device.addEventListener('uncapturederror', (event) => {
      event.preventDefault();
      watch.stray.push({
        source: `uncaptured on ${device.label || 'a device'}`,
        message: event.error.message,
      });
    });
    return device;
  };
  return watch;
}
