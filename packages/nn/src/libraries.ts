import type { WgslLibraries } from '@frameloom/gpu';
import activation from './activation/activation.wgsl?raw';
import classes from './lib/classes.wgsl?raw';
import grid from './lib/grid.wgsl?raw';
import { preludes, type Precision } from './precision.ts';

/**
 * Types of the elements of feature maps and matrices, for shaders that say `// uses: numbers`: `Stored` holds four numbers,
 * `unpack(v: Stored)` and `pack(v: vec4f) -> Stored` convert.
 */
export function numberLibraries(precision: Precision): WgslLibraries {
  return { numbers: preludes[precision] };
}

/** What the first line of a layer's shader may name: `numbers` are the types of a precision. */
export function layerLibraries(precision: Precision): WgslLibraries {
  return { numbers: preludes[precision], grid, activation, classes };
}

/** Constants that sizes of arrays and workgroups depend on, which no override may be. */
export function constantLines(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `const ${name} = ${value}u;`)
    .join('\n');
}
