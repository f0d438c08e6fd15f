export { generateFrames } from './generate-frames.ts';
export type { FrameGenerator, FrameGeneratorStats } from './frame-generator.ts';
export type { GenerateFramesOptions } from './options.ts';
