import type { FrameBudget, Gpu } from '@frameloom/gpu';
import { loadImageModel, type ImageModel } from '@frameloom/image';
import { loadFiles, type Network } from './files.ts';

/** The two networks, loaded when they are asked for. */
export type Painter = {
  model(network: Network): Promise<ImageModel>;
  dispose(): void;
};

export function createPainter(gpu: Gpu, budget: FrameBudget): Painter {
  const models = new Map<Network, Promise<ImageModel>>();
  const ending = new AbortController();
  const load = async (network: Network): Promise<ImageModel> => {
    const { signal } = ending;
    const files = await loadFiles(network, signal);
    return loadImageModel(gpu, files, { budget, signal, ...(network === 'fast' && { variant: 'fast' }) });
  };
  return {
    model(network) {
      let model = models.get(network);
      if (!model) {
        model = load(network);
        models.set(network, model);
        // Another try loads again.
        model.catch(() => models.delete(network));
      }
      return model;
    },
    dispose() {
      ending.abort();
      for (const model of models.values())
        void model.then(
          (one) => one.dispose(),
          () => {},
        );
    },
  };
}
