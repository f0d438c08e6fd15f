import { sharpen } from 'three/addons/tsl/display/SharpenNode.js';
import { taau as taauNode } from 'three/addons/tsl/display/TAAUNode.js';
import { createGraph } from '../engine/graph.ts';
import { resolutionScale, temporalPass } from './pass.ts';
import type { Method } from './types.ts';

/** TAAUNode followed by SharpenNode at 0.2, the setting that three's example webgpu_upscaling_taau starts with. */
export const taauSharp: Method = {
  name: 'taau-sharp',
  summary: 'three.js TAAUNode and SharpenNode, as in three’s example',
  sources: ['tests/quality/methods/taau-sharp.ts', 'tests/quality/methods/pass.ts'],
  async create(context) {
    const scenePass = temporalPass(context, resolutionScale(context.spec));
    const node = taauNode(
      scenePass.getTextureNode('output'),
      scenePass.getTextureNode('depth'),
      scenePass.getTextureNode('velocity'),
      context.play.built.camera,
    );
    return createGraph(context.play.stage, sharpen(node, 0.2));
  },
};
