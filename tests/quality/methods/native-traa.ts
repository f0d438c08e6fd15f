import { traa } from 'three/addons/tsl/display/TRAANode.js';
import { createGraph } from '../engine/graph.ts';
import { temporalPass } from './pass.ts';
import type { Method } from './types.ts';

/** Every display pixel rendered, with three's TRAANode and its defaults. It offers no reset for cuts. */
export const nativeTraa: Method = {
  name: 'native-traa',
  summary: 'one sample per display pixel, three.js TRAANode',
  sources: ['tests/quality/methods/native-traa.ts', 'tests/quality/methods/pass.ts'],
  async create(context) {
    const scenePass = temporalPass(context, 1);
    const node = traa(
      scenePass.getTextureNode('output'),
      scenePass.getTextureNode('depth'),
      scenePass.getTextureNode('velocity'),
      context.play.built.camera,
    );
    return createGraph(context.play.stage, node);
  },
};
