// The methods that gallery, reports and benchmarks share, driven through a measured sequence.
import { createMethod, frameloomOptions, methodTexts, type MethodId } from '@frameloom/scenes/methods';
import { createGraph } from '../engine/graph.ts';
import { sequenceRate } from '../engine/stage.ts';
import type { Method } from './types.ts';

/** The method `id` with its defaults, on linear HDR colour. */
export function sharedMethod(id: MethodId): Method {
  return {
    name: id,
    summary: methodTexts[id].setup,
    sources: ['tests/quality/methods/shared.ts', 'packages/scenes/src/methods', ...ownSources(id)],
    async create({ play, spec }) {
      const { stage, built } = play;
      const method = createMethod(id, {
        renderer: stage.renderer,
        scene: built.scene,
        camera: built.camera,
        ratio: spec.ratio,
        encode: false,
        // The sequence has 60 frames a second, however long this machine takes for one.
        frameTimeDelta: 1000 / sequenceRate,
      });
      const graph = createGraph(stage, method.output);
      if (id in frameloomOptions) {
        // Its shaders compile in the background; an app would show a plain picture for the moment. Waiting for them here
        // and starting from no history makes the first measured frame the node's first.
        play.pose(0);
        graph.render();
        await method.complete();
      }
      let fresh = true;
      return {
        render(frame) {
          if (fresh || frame.cut) method.reset();
          fresh = false;
          return graph.render();
        },
        dispose() {
          graph.dispose();
          method.dispose();
        },
      };
    },
  };
}

/** What decides the pictures of our own methods besides their setup: for the cache. */
function ownSources(id: MethodId): string[] {
  if (!(id in frameloomOptions)) return [];
  const packages = ['packages/gpu/src', 'packages/upscale/src', 'packages/three/src'];
  return id === 'standard' || id === 'lite' ? [...packages, `models/upscale/${id}`] : packages;
}
