import type { FrameBudget, Gpu } from '@frameloom/gpu';
import { loadVae, type Vae } from '@frameloom/image';
import { openNetwork, type Network, type NetworkName } from './network.ts';

/** The networks of the page, each loaded when it is asked for. */
export type Models = { network(name: NetworkName): Promise<Network>; vae(): Promise<Vae>; dispose(): void };

export function createModels(gpu: Gpu, budget: FrameBudget): Models {
  const ending = new AbortController();
  const loading = { budget, signal: ending.signal };
  const loaded = new Map<string, Promise<{ dispose(): void }>>();
  const once = <Model extends { dispose(): void }>(
    name: string,
    load: () => Promise<Model>,
  ): Promise<Model> => {
    const before = loaded.get(name) as Promise<Model> | undefined;
    if (before) return before;
    const model = load();
    loaded.set(name, model);
    // Another try loads again.
    model.catch(() => loaded.delete(name));
    return model;
  };
  return {
    network: (name) => once(name, () => openNetwork(gpu, name, loading)),
    vae: () => once('vae', () => loadVae(gpu, 'tiles-vae', loading)),
    dispose() {
      ending.abort();
      for (const model of loaded.values())
        void model.then(
          (one) => one.dispose(),
          () => {},
        );
    },
  };
}
