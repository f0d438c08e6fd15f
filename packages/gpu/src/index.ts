export { FrameloomError, type FrameloomErrorCode } from './errors.ts';
export { createGpu, type GpuOptions } from './create.ts';
export { borrowGpu } from './borrow.ts';
export type { Gpu, GpuLossInfo } from './gpu.ts';
export type { GpuTier } from './tier.ts';
export type { MemoryAccount } from './memory.ts';
export { createKernel, type Kernel, type KernelOptions } from './kernel.ts';
export type { KernelResource } from './binding.ts';
export {
  createPool,
  textureBytes,
  type BufferOptions,
  type ResourcePool,
  type TextureOptions,
} from './pool.ts';
export { createPingPong, type PingPong } from './history.ts';
export { createPassTimer, type PassTimer, type PassTiming } from './timer.ts';
export { withErrorScopes } from './scopes.ts';
