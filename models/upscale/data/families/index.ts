import { crowd } from './crowd.ts';
import { foliage } from './foliage.ts';
import { glassParticles } from './glass-particles.ts';
import { glossy } from './glossy.ts';
import { lights } from './lights.ts';
import { night } from './night.ts';
import { signs } from './signs.ts';
import { slabs } from './slabs.ts';
import { terrain } from './terrain.ts';
import type { Family } from './types.ts';
import { wires } from './wires.ts';

/** Families that are trained on; validation takes other seeds of them. */
export const trainingFamilies: readonly Family[] = [
  slabs,
  wires,
  foliage,
  glossy,
  signs,
  glassParticles,
  crowd,
  night,
];

/** Families that no training ever sees. */
export const testFamilies: readonly Family[] = [lights, terrain];

/** All of them. */
export const families: readonly Family[] = [...trainingFamilies, ...testFamilies];
