import { pass } from 'three/tsl';
import { fsr1 as fsr1Node } from 'three/addons/tsl/display/FSR1Node.js';
import { createGraph } from '../engine/graph.ts';
import { resolutionScale } from './pass.ts';
import type { Method } from './types.ts';

/** three's FSR1Node with its defaults, on as many samples per render pixel as `samples` says (0: one). */
function onPass(name: string, samples: number, summary: string): Method {
  return {
    name,
    summary,
    sources: ['tests/quality/methods/fsr1.ts', 'tests/quality/methods/pass.ts'],
    async create({ play, spec }) {
      const scenePass = pass(play.built.scene, play.built.camera, { samples });
      scenePass.setResolutionScale(resolutionScale(spec));
      return createGraph(play.stage, fsr1Node(scenePass));
    },
  };
}

/** On what every other upscaler gets: one sample per render pixel. */
export const fsr1: Method = onPass('fsr1', 0, 'three.js FSR1Node, defaults, one sample per render pixel');

/**
 * As in three's example webgpu_upscaling_fsr1 (`antialias: true`): four times the coverage samples of everyone else, at the cost
 * and memory of a multisampled pass.
 */
export const fsr1Msaa: Method = onPass('fsr1-msaa', 4, 'three.js FSR1Node, defaults, on a 4× MSAA pass');
