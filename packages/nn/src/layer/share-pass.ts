import { createPass, type Pass, type PassOptions } from '@frameloom/gpu';
import type { LayerBase, LayerContext } from './operator.ts';

/** Makes a pass, or hands out the one of a layer with the same shader and constants. */
export type SharePass = (options: PassOptions) => Promise<Pass>;

/** Groups kept for a pass that many layers use. */
const bindGroups = 512;

/** Passes by shader and constants. They hold no memory of a network, so that one loaded anew need not compile anew. */
const made: WeakMap<GPUDevice, Map<string, Promise<Pass>>> = /* @__PURE__ */ new WeakMap();

/**
 * Passes that layers share, of all networks on a device: networks have many layers of one shape, and compiling is what loading
 * waits for.
 */
export function sharedPasses({ gpu }: Pick<LayerContext<LayerBase>, 'gpu'>): SharePass {
  const { device } = gpu;
  const passes = made.get(device) ?? new Map<string, Promise<Pass>>();
  made.set(device, passes);
  return ({ label, ...options }) => {
    const key = JSON.stringify(options);
    let pass = passes.get(key);
    if (!pass) {
      pass = createPass(gpu, { ...options, label, bindGroups });
      passes.set(key, pass);
      // Another try compiles again.
      pass.catch(() => passes.delete(key));
    }
    return pass;
  };
}
