export type { UpscaleProps } from './props.ts';
export { Upscale } from './upscale.ts';
