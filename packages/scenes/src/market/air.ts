import type * as THREE from 'three/webgpu';
import { createFireflies, createSmoke, createSparks, puffTexture } from '../kit/particles.ts';
import type { Goods } from './goods.ts';

/** Steam over the pots, sparks over the fires, motes in the lamplight. */
export type Air = { objects: THREE.Object3D[]; animate(seconds: number): void };

export function createAir(goods: Pick<Goods, 'steam' | 'sparks'>): Air {
  const smoke = createSmoke({
    origins: goods.steam,
    puffs: 3,
    rise: 1.9,
    life: 3.6,
    size: 0.9,
    color: 0xd8a070,
    opacity: 0.22,
    map: puffTexture(),
    seed: 2,
  });
  const sparks = createSparks({
    origins: goods.sparks,
    count: 120,
    life: 1.5,
    speed: 1.5,
    gravity: 0.5,
    size: 0.008,
    color: [9, 2.4, 0.3],
    seed: 6,
  });
  const motes = createFireflies({
    count: 70,
    min: [-2.4, 0.6, -30],
    max: [2.4, 4, 4],
    size: 0.012,
    color: [5, 2.8, 1],
    seed: 9,
  });
  return {
    objects: [smoke.object, sparks.object, motes.object],
    animate(seconds) {
      smoke.animate(seconds);
      sparks.animate(seconds);
      motes.animate(seconds);
    },
  };
}
