// Our own methods: upscale() of @frameloom/three, driven the way an app drives it.
import type { UpscaleOptions } from '@frameloom/three';
import type { ModelState, ShippedModel } from '@frameloom/upscale';
import { createGraph } from '../engine/graph.ts';
import { sequenceRate } from '../engine/stage.ts';
import type { Method } from './types.ts';

/** A method that is `upscale(scene, camera, { ratio, ...options })`. */
export function frameloom(
  name: string,
  summary: string,
  options: UpscaleOptions,
  sources: readonly string[] = [],
): Method {
  return {
    name,
    summary,
    sources: [
      'tests/quality/methods/frameloom.ts',
      'packages/gpu/src',
      'packages/upscale/src',
      'packages/three/src',
      ...sources,
    ],
    async create({ play, spec }) {
      const { upscale } = await import('@frameloom/three');
      const { stage, built } = play;
      const node = upscale(built.scene, built.camera, { ratio: spec.ratio, ...options });
      // The sequence has 60 frames a second, however long this machine takes for one.
      node.frameTimeDelta = 1000 / sequenceRate;
      const graph = createGraph(stage, node);
      // Its shaders compile in the background; an app would show a plain picture for the moment. Waiting for them here
      // and starting from no history makes the first measured frame the node's first.
      play.pose(0);
      graph.render();
      const settled = new Promise<ModelState>((resolve) => {
        node.addEventListener('model', ({ state }) => resolve(state));
      });
      await node.ready;
      if (options.model !== undefined && (await settled) !== 'ready')
        throw new Error(`${name}: the network failed.`);
      let fresh = true;
      return {
        render(frame) {
          if (fresh || frame.cut) node.reset();
          fresh = false;
          return graph.render();
        },
        dispose() {
          graph.dispose();
          node.dispose();
        },
      };
    },
  };
}

/** Without motion: edge-adaptive upsampling and sharpening. */
export const spatial: Method = frameloom('spatial', 'Frameloom, spatial path', { path: 'spatial' });

/** The temporal upscaler without a network. */
export const analytic: Method = frameloom('analytic', 'Frameloom, analytic temporal path', {
  path: 'temporal',
});

/** The temporal upscaler with the networks that come with it. */
export const standard: Method = learned('standard');
export const lite: Method = learned('lite');

function learned(model: ShippedModel): Method {
  const options = { path: 'temporal', model } as const;
  return frameloom(model, `Frameloom, ${model} network`, options, [`models/upscale/${model}`]);
}
