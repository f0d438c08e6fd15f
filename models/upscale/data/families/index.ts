import { slabs } from './slabs.ts';
import type { Family } from './types.ts';

/** Families that are trained on; validation takes other seeds of them. */
export const trainingFamilies: readonly Family[] = [slabs];

/** Families that no training ever sees. */
export const testFamilies: readonly Family[] = [];

/** All of them. */
export const families: readonly Family[] = [...trainingFamilies, ...testFamilies];
