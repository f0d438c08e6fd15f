import f16 from './f16.wgsl?raw';
import f32 from './f32.wgsl?raw';
import type { WeightFormat } from './pack.ts';
import q4 from './q4.wgsl?raw';
import q8 from './q8.wgsl?raw';

/** WGSL that reads weights of each format: `weightAt` and `unitDot`. */
export const weightLibraries: Readonly<Record<WeightFormat, string>> = { f32, f16, q8, q4 };
