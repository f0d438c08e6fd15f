// WebGPU and the few browser globals that three.js needs, in Node, through Dawn (the `webgpu` package).
// Imported for its effect, once per process: a vitest setup file, or the first import of a script.
import { create, globals } from 'webgpu';
import { chooseVulkanDriver } from './vulkan.mjs';

const holder = globalThis as typeof globalThis & { nodeGpu?: GPU };

export const nodeGpu: GPU = (holder.nodeGpu ??= boot());

function boot(): GPU {
  const driver = chooseVulkanDriver();
  if (driver === 'none') {
    console.warn(
      'node-gpu: no Vulkan driver found, so there will be no adapter. Install Chromium (its SwiftShader is used) or set VK_ICD_FILENAMES.',
    );
  }
  Object.assign(globalThis, globals);
  // The instance stays on globalThis: collected by V8 while adapters live, it takes the process down.
  const gpu = create([]);
  Object.defineProperty(globalThis, 'navigator', {
    value: { gpu, userAgent: 'node', language: 'en', hardwareConcurrency: 2 },
    configurable: true,
    writable: true,
  });
  const scope = globalThis as unknown as Record<string, unknown>;
  scope['self'] ??= globalThis;
  scope['requestAnimationFrame'] ??= (callback: (time: number) => void): unknown =>
    setTimeout(() => callback(performance.now()), 16);
  scope['cancelAnimationFrame'] ??= clearTimeout;
  return gpu;
}
