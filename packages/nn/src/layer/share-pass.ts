import { createPass, type Pass, type PassOptions } from '@frameloom/gpu';
import type { LayerBase, LayerContext } from './operator.ts';

/** Makes a pass, or hands out the one of a layer with the same shader and constants. */
export type SharePass = (options: PassOptions) => Promise<Pass>;

/** Groups kept for a pass that many layers use. */
const bindGroups = 512;

/** Passes that the layers of a network share: networks have many layers of one shape, and compiling is what loading waits for. */
export function sharedPasses({ gpu, share }: Pick<LayerContext<LayerBase>, 'gpu' | 'share'>): SharePass {
  return (options) =>
    share(options.file ?? 'pass', { ...options, label: '' }, ({ label }) =>
      createPass(gpu, { ...options, label, bindGroups }),
    );
}
