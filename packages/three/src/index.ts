export { markDiscontinuity } from './discontinuity.ts';
export { LevelTexture, type LevelPicture, type LevelTextureOptions } from './level-texture.ts';
export type { TemporalUpscaleOptions, UpscaleOptions } from './options.ts';
export type { ScenePass } from './scene-pass.ts';
export { temporalUpscale, upscale } from './upscale.ts';
export type { UpscaleNode, UpscaleStats } from './upscale-node.ts';
export { previousPosition, type AnimatedPosition } from './previous-position.ts';
export type { UpscaleEvents } from './three-types.ts';
export { repairVelocity } from './velocity-repair.ts';
