import { chooseVulkanDriver } from './vulkan.mjs';

/** Command line of Chromium for tests, on the machine's GPU where it has one. `software` keeps it off the GPU. */
export function browserFlags(options: { software?: boolean; webgpu?: boolean } = {}): string[] {
  const flags = [
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  // Chromium refuses its sandbox to root.
  if (process.getuid?.() === 0) flags.push('--no-sandbox');
  if (options.webgpu === false) return flags;
  const hardware = usesHardware() && !options.software;
  return [...flags, '--enable-unsafe-webgpu', ...(hardware ? hardwareFlags : softwareFlags)];
}

/** Flags with which Chromium draws a WebGPU canvas without a GPU. Any one missing loses the device at the first present. */
const softwareFlags: readonly string[] = [
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
];

/** Flags with which headless Chromium reaches the GPU of the machine. */
const hardwareFlags: readonly string[] =
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
