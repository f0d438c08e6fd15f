import { createPool, FrameloomError, type Gpu, type ResourcePool } from '@frameloom/gpu';
import type { Model } from '@frameloom/gpu/files';
import { createFeatureMap, type FeatureMap } from '../feature-map.ts';
import { parseArchitecture } from '../network/architecture.ts';
import { createNetwork, describe, type Network } from '../network/network.ts';
import { planNetwork } from '../network/plan.ts';
import type { NetworkSize } from '../network/sizes.ts';
import { choosePrecision, formatOf } from '../precision.ts';
import { allOrDispose, disposeOf } from './all-or-dispose.ts';
import { matchContract, type StageNames } from './contract.ts';
import { loadSource } from './source.ts';
import type { ReadyStage, StageContract, StageMap, StageMaps, StageOptions, StageSource } from './types.ts';

/** A {@link ReadyStage} that can be disposed. */
export type OwnedStage<I extends string, O extends string, P> = ReadyStage<I, O, P> & { dispose(): void };

/** Loads a model, checks it against the contract and compiles it with what runs around it. */
export async function buildStage<I extends string, O extends string, P>(
  gpu: Gpu,
  source: StageSource,
  contract: StageContract<I, O>,
  options: StageOptions<P> & { label: string; signal: AbortSignal },
): Promise<OwnedStage<I, O, P>> {
  const { label, shipped = {}, signal, parts: makeParts } = options;
  const model = await loadSource(source, shipped, options);
  const { config, tensors } = model;
  const architecture = parseArchitecture(config.architecture, label);
  const plan = planNetwork(label, architecture, tensors);
  const names = matchContract(label, contract, config, {
    inputs: describe(plan.inputs),
    outputs: describe(plan.outputs),
  });
  const precision = choosePrecision(label, gpu, options.precision);
  const [network, parts] = await allOrDispose<[Network, P]>([
    createNetwork(gpu, options.narrow?.(architecture) ?? architecture, tensors, {
      // Memory for maps is taken when the first frame tells its size.
      maxSize: { width: 1, height: 1 },
      precision,
      label: `${label}/network`,
    }),
    makeParts
      ? makeParts({ gpu, format: formatOf(precision), signal, architecture, tensors })
      : (undefined as P),
  ]);
  return createReadyStage(gpu, contract, { label, model, names, network, parts });
}

function createReadyStage<I extends string, O extends string, P>(
  gpu: Gpu,
  contract: StageContract<I, O>,
  made: { label: string; model: Model; names: StageNames; network: Network; parts: P },
): OwnedStage<I, O, P> {
  const { label, model, names, network, parts } = made;
  let held: { pool: ResourcePool; maps: StageMaps<I, O> } | undefined;

  const allocate = ({ width, height }: NetworkSize): StageMaps<I, O> => {
    const pool = createPool(gpu, label);
    try {
      network.resize({ width, height });
      const size = { width, height };
      const make = <N extends string>(wanted: Readonly<Record<N, StageMap>>): Record<N, FeatureMap> =>
        createMaps(pool, label, wanted, size, network.format);
      const maps = { size, inputs: make(contract.inputs), outputs: make(contract.outputs) };
      held?.pool.dispose();
      held = { pool, maps };
      return maps;
    } catch (error) {
      pool.dispose();
      throw error;
    }
  };

  return {
    config: model.config,
    network,
    parts,
    get bytes() {
      return network.bytes + (held?.pool.bytes ?? 0);
    },
    maps(size) {
      requireFit(label, size, contract.maxSize);
      const { width, height } = held?.maps.size ?? { width: 0, height: 0 };
      if (held && size.width <= width && size.height <= height) return held.maps;
      return allocate({ width: Math.max(width, size.width), height: Math.max(height, size.height) });
    },
    resize(size) {
      requireFit(label, size, contract.maxSize);
      const { width, height } = held?.maps.size ?? { width: 0, height: 0 };
      return held && size.width === width && size.height === height ? held.maps : allocate(size);
    },
    record(encoder, size, { inputs, outputs, timer } = {}) {
      const own = this.maps(size);
      const rename = (
        of: ReadonlyMap<string, string>,
        given: Readonly<Record<string, FeatureMap | undefined>>,
      ): Record<string, FeatureMap> => {
        return Object.fromEntries([...of].map(([name, theirs]) => [theirs, given[name]!]));
      };
      network.record(
        encoder,
        rename(names.inputs, { ...own.inputs, ...inputs }),
        rename(names.outputs, { ...own.outputs, ...outputs }),
        size,
        timer,
      );
    },
    dispose() {
      network.dispose();
      held?.pool.dispose();
      held = undefined;
      disposeOf(parts);
    },
  };
}

function createMaps<N extends string>(
  pool: ResourcePool,
  label: string,
  wanted: Readonly<Record<N, StageMap>>,
  { width, height }: NetworkSize,
  format: Network['format'],
): Record<N, FeatureMap> {
  const entries = Object.entries<StageMap>(wanted)
    .filter(([, { external }]) => !external)
    .map(([name, { channels, level = 0 }]) => [
      name,
      createFeatureMap(pool, {
        label: `${label}/${name}`,
        width: Math.ceil(width / 2 ** level),
        height: Math.ceil(height / 2 ** level),
        channels,
        format,
      }),
    ]);
  return Object.fromEntries(entries) as Record<N, FeatureMap>;
}

function requireFit(label: string, size: NetworkSize, most: NetworkSize | undefined): void {
  if (!most || (size.width <= most.width && size.height <= most.height)) return;
  throw new FrameloomError(
    'invalid-size',
    `${label}: ${size.width}×${size.height} exceeds ${most.width}×${most.height}, the largest frame. Reduce the frame.`,
  );
}
