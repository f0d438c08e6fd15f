import { FrameloomError, type Gpu } from '@frameloom/gpu';
import { createColouriser, type Colouriser } from '../colour/colouriser.ts';
import { createDoubler, type Doubler } from '../doubler.ts';
import type { StoredFormat } from '../gpu/stored.ts';
import type { ModelLoading } from '../models/load-stage.ts';
import { createSharedLoad, type SharedLoad } from '../models/shared-load.ts';
import { colourFiles } from '../models/shipped.ts';
import { nameOfModel, stageSourceOf, type VideoModelSource } from '../models/source.ts';

/** The network that enlarges, which can be exchanged while frames are drawn. */
export type EnlargingNetwork = {
  /** Undefined without one. */
  readonly current: { name: string; doubler: Doubler } | undefined;
  /**
   * Loads another network while the current one keeps running. A later call supersedes an earlier one, whose promise then resolves
   * without effect.
   *
   * @throws FrameloomError `load-failed`, `aborted`, `invalid-argument`, `compilation`, `device-lost`.
   */
  set(source: VideoModelSource, loading?: ModelLoading): Promise<void>;
  dispose(): void;
};

export type NetworkFormats = { draw: GPUTextureFormat; store: StoredFormat };

export function createEnlargingNetwork(gpu: Gpu, label: string, formats: NetworkFormats): EnlargingNetwork {
  let current: { name: string; doubler: Doubler } | undefined;
  let turn = 0;
  let isDisposed = false;
  return {
    get current() {
      return current;
    },
    async set(source, loading = {}) {
      const mine = ++turn;
      const name = nameOfModel(source);
      const doubler =
        source === 'none'
          ? undefined
          : await createDoubler(gpu, label, stageSourceOf(source), formats, loading);
      if (isDisposed || mine !== turn || loading.signal?.aborted) {
        doubler?.dispose();
        if (mine !== turn && !isDisposed && !loading.signal?.aborted) return;
        throw new FrameloomError('aborted', `${label}: loading ${name} was ended before it was ready.`);
      }
      current?.doubler.dispose();
      current = doubler && { name, doubler };
    },
    dispose() {
      isDisposed = true;
      current?.doubler.dispose();
      current = undefined;
    },
  };
}

/** The network that colours, loaded when somebody asks for colour. */
export function createColourNetwork(gpu: Gpu, label: string, store: StoredFormat): SharedLoad<Colouriser> {
  return createSharedLoad(label, (loading) => createColouriser(gpu, label, colourFiles, store, loading));
}
