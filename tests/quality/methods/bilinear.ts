import { pass } from 'three/tsl';
import { createGraph } from '../engine/graph.ts';
import { resolutionScale } from './pass.ts';
import type { Method } from './types.ts';

/** One sample per render pixel, stretched by the sampler in linear HDR: what three does with a resolution scale alone. */
export const bilinear: Method = {
  name: 'bilinear',
  summary: 'one sample per render pixel, bilinear',
  sources: ['tests/quality/methods/bilinear.ts', 'tests/quality/methods/pass.ts'],
  async create({ play, spec }) {
    const scenePass = pass(play.built.scene, play.built.camera, { samples: 0 });
    scenePass.setResolutionScale(resolutionScale(spec));
    return createGraph(play.stage, scenePass.getTextureNode());
  },
};
