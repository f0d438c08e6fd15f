import { pass } from 'three/tsl';
import { fsr1 as fsr1Node } from 'three/addons/tsl/display/FSR1Node.js';
import { createGraph } from '../engine/graph.ts';
import type { Method } from './types.ts';

/**
 * three's FSR1Node with its defaults on a pass with four samples per render pixel, as in its example
 * webgpu_upscaling_fsr1 (`antialias: true`): the node asks for an anti-aliased source.
 */
export const fsr1: Method = {
  name: 'fsr1',
  summary: 'three.js FSR1Node, defaults, on a 4× MSAA pass',
  sources: [],
  async create({ play, spec }) {
    const scenePass = pass(play.built.scene, play.built.camera, { samples: 4 });
    scenePass.setResolutionScale(1 / spec.ratio);
    return createGraph(play.stage, fsr1Node(scenePass));
  },
};
