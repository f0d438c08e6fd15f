export { FrameloomError, type FrameloomErrorCode } from './errors.ts';
export { createGpu, type GpuOptions } from './create.ts';
export { borrowGpu } from './borrow.ts';
export type { Gpu, GpuLossInfo } from './gpu.ts';
export type { GpuTier } from './tier.ts';
export type { MemoryAccount } from './memory.ts';
export { createKernel, type Kernel, type KernelOptions } from './kernel.ts';
export type { KernelResource } from './binding.ts';
export {
  linkShader,
  type LinkedShader,
  type LinkOptions,
  type ShaderPlace,
  type WgslLibraries,
} from './shader/link.ts';
export { createPass, type Pass, type PassOptions, type PassSize } from './pass/pass.ts';
export type { PassBindings, PassResource } from './pass/bind-cache.ts';
export { createDrawPass, type DrawPass, type DrawPassOptions, type DrawTarget } from './pass/draw-pass.ts';
export { createUniformRing, mostFramesAhead, uniformRingBytes, type UniformRing } from './uniform-ring.ts';
export {
  createPool,
  textureBytes,
  type BufferOptions,
  type ResourcePool,
  type TextureOptions,
} from './pool.ts';
export { createPingPong, type PingPong } from './history.ts';
export { createPassTimer, type PassTimer } from './timer.ts';
export type { PassTiming } from './timing-windows.ts';
export { withErrorScopes } from './scopes.ts';
export { createFrameBudget, type FrameBudgetOptions } from './frame-budget/frame-budget.ts';
export type {
  BudgetPriority,
  BudgetWorkOptions,
  FrameBudget,
  FrameBudgetStats,
  Slice,
  SliceCost,
  Slices,
} from './frame-budget/types.ts';
export { show } from './show.ts';
