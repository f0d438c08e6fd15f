import type { WgslLibraries } from '../shader/link.ts';
import color from './wgsl/color.wgsl?raw';
import dilation from './wgsl/dilation.wgsl?raw';
import disocclusion from './wgsl/disocclusion.wgsl?raw';
import filter from './wgsl/filter.wgsl?raw';
import motion from './wgsl/motion.wgsl?raw';

/**
 * Shader libraries for passes over rendered frames, for `libraries` of `createPass`: `color` (working space), `filter`
 * (cubic sampling), `motion` (packed motion and nearness), `dilation` (motion of the nearest surface), `disocclusion`.
 */
export const frameLibraries: WgslLibraries = { color, dilation, disocclusion, filter, motion };
