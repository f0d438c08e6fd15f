export { checkFrameInputs } from './check-inputs.ts';
export { checkInputTexture, type InputKind } from './check-texture.ts';
export { getNearness, getSurfaceTolerance, type DepthMode } from './depth.ts';
export { checkFinite, failArgument, failTexture } from './faults.ts';
export { defaultMotionVectorScale, type FrameInputs } from './inputs.ts';
export { frameLibraries } from './libraries.ts';
export { checkSize, formatSize, type Size } from './size.ts';
