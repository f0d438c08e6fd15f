import { chooseVulkanDriver } from './vulkan.mjs';

/** Flags with which Chromium draws a WebGPU canvas without a GPU. Any one missing loses the device at the first present. */
export const softwareFlags: readonly string[] = [
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
];

/** Flags with which headless Chromium reaches the GPU of the machine. */
export const hardwareFlags: readonly string[] =
  process.platform === 'linux'
    ? ['--enable-features=Vulkan', '--use-angle=vulkan', '--ignore-gpu-blocklist']
    : ['--ignore-gpu-blocklist'];

/** Whether the machine has a GPU of its own that tests should run on. `FRAMELOOM_SOFTWARE=1` says no. */
export function usesHardware(): boolean {
  if (process.env['FRAMELOOM_SOFTWARE'] === '1') return false;
  const driver = chooseVulkanDriver({
    ...process.env,
    VK_ICD_FILENAMES: undefined,
    VK_DRIVER_FILES: undefined,
  });
  return driver === 'hardware' || driver === 'native';
}
