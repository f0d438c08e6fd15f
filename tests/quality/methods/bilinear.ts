import { pass } from 'three/tsl';
import { createGraph } from '../engine/graph.ts';
import type { Method } from './types.ts';

/** One sample per render pixel, stretched by the sampler in linear HDR: what three does with a resolution scale alone. */
export const bilinear: Method = {
  name: 'bilinear',
  summary: 'one sample per render pixel, bilinear',
  sources: [],
  async create({ play, spec }) {
    const scenePass = pass(play.built.scene, play.built.camera, { samples: 0 });
    scenePass.setResolutionScale(1 / spec.ratio);
    return createGraph(play.stage, scenePass.getTextureNode());
  },
};
