import { foliage } from './foliage.ts';
import { glossy } from './glossy.ts';
import { slabs } from './slabs.ts';
import type { Family } from './types.ts';
import { wires } from './wires.ts';

/** Families that are trained on; validation takes other seeds of them. */
export const trainingFamilies: readonly Family[] = [slabs, wires, foliage, glossy];

/** Families that no training ever sees. */
export const testFamilies: readonly Family[] = [];

/** All of them. */
export const families: readonly Family[] = [...trainingFamilies, ...testFamilies];
