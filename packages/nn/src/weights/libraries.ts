import f16Dot from './f16-dot.wgsl?raw';
import f16 from './f16.wgsl?raw';
import f32Dot from './f32-dot.wgsl?raw';
import f32 from './f32.wgsl?raw';
import type { WeightFormat } from './formats.ts';
import q4Dot from './q4-dot.wgsl?raw';
import q4 from './q4.wgsl?raw';
import q8Dot from './q8-dot.wgsl?raw';
import q8 from './q8.wgsl?raw';

/** WGSL that reads weights of each format: `weightAt` in `weights`, `unitDot` in `dot`. */
export const weightLibraries: Readonly<Record<WeightFormat, { weights: string; dot: string }>> = {
  f32: { weights: f32, dot: f32Dot },
  f16: { weights: f16, dot: f16Dot },
  q8: { weights: q8, dot: q8Dot },
  q4: { weights: q4, dot: q4Dot },
};
