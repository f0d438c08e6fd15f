import { taau as taauNode } from 'three/addons/tsl/display/TAAUNode.js';
import { createGraph } from '../engine/graph.ts';
import { resolutionScale, temporalPass } from './pass.ts';
import type { Method } from './types.ts';

/** three's TAAUNode with its defaults, as in its example webgpu_upscaling_taau. It offers no reset for cuts. */
export const taau: Method = {
  name: 'taau',
  summary: 'three.js TAAUNode, defaults',
  sources: ['tests/quality/methods/taau.ts', 'tests/quality/methods/pass.ts'],
  async create(context) {
    const scenePass = temporalPass(context, resolutionScale(context.spec));
    const node = taauNode(
      scenePass.getTextureNode('output'),
      scenePass.getTextureNode('depth'),
      scenePass.getTextureNode('velocity'),
      context.play.built.camera,
    );
    return createGraph(context.play.stage, node);
  },
};
