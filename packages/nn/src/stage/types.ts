import type { Gpu, PassTimer } from '@frameloom/gpu';
import type { LoadProgress, Model, ModelConfig, Tensors } from '@frameloom/gpu/files';
import type { FeatureMap } from '../feature-map.ts';
import type { NetworkArchitecture } from '../network/architecture.ts';
import type { Network } from '../network/network.ts';
import type { NetworkSize } from '../network/sizes.ts';
import type { Format, Precision } from '../precision.ts';

/** A map that a stage's network must read or write. */
export type StageMap = {
  channels: number;
  /** How often its size is halved, rounding up; negative for a map larger than the frame. Default 0. */
  level?: number;
  /**
   * Whether the caller gives the map with every `record()`, so that the stage allocates none. Default false.
   */
  external?: boolean;
};

/**
 * What a network must be to serve as a stage. Maps are matched by name; where the contract has a single input (or a single
 * output), the network's only one is taken whatever its name.
 */
export type StageContract<I extends string = string, O extends string = string> = {
  /** What the network is for, in error messages: "is not one for …", such as `'the upscaler'`. */
  purpose: string;
  /** What to do about a model that does not fit, as a sentence for error messages. */
  advice: string;
  /** `task` that the model.json must have. Default: any. */
  task?: string;
  inputs: Readonly<Record<I, StageMap>>;
  outputs: Readonly<Record<O, StageMap>>;
  /** Largest size of a frame in pixels. Default: none but the device's. */
  maxSize?: NetworkSize;
};

/** Files of a model that ships with a package. */
export type ModelFiles = { config: URL; weights: URL };

/** Models that ship with a package, by name; each is resolved when it is asked for, so that bundles hold only what is used. */
export type ShippedModels = Readonly<Record<string, () => Promise<ModelFiles>>>;

/**
 * Where a model comes from: a name among {@link StageOptions.shipped}, the address of a `model.json` (or of its folder
 * with a slash at the end), files that `loadModel` gave, or a function that gives one of these.
 */
export type StageSource = string | URL | Model | ModelFiles | (() => Promise<URL | Model | ModelFiles>);

/** Options of `openStage`. `P` is what its `parts` make. */
export type StageOptions<P> = {
  /** Names the passes, the owner in `gpu.memory`, and the stage in errors. Default `'nn/stage'`. */
  label?: string;
  /** Models that may be given by name. Default: none. */
  shipped?: ShippedModels;
  /** Default: by the device, see `Precision`. */
  precision?: Precision;
  /**
   * Makes what runs around the network, such as passes; compiled together with it and disposed (where it has `dispose()`)
   * together with it. Default: nothing.
   */
  parts?: (context: {
    /** The device that the stage is on. */
    gpu: Gpu;
    /** Of the maps around the network. */
    format: Format;
    /** Aborted when the stage is disposed meanwhile. */
    signal: AbortSignal;
    /** As the model's file says it, without `narrow`. */
    architecture: NetworkArchitecture;
    /** The model's weights, by name. */
    tensors: Tensors;
  }) => Promise<P>;
  /**
   * The part of the architecture to run as a network, where `parts` compute the rest. `record` and `maps` are then of no use:
   * record `network` itself. Default: all of it.
   */
  narrow?: (architecture: NetworkArchitecture) => NetworkArchitecture;
  /** Called while the model loads. */
  onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Aborting it disposes the stage. */
  signal?: AbortSignal | undefined;
};

/** `'disposed'` follows every other state. */
export type StageState = 'loading' | 'ready' | 'failed' | 'disposed';

/** Maps around a network for frames up to a size, by the names of the contract. External ones are missing. */
export type StageMaps<I extends string, O extends string> = {
  /** Largest frame that fits. */
  readonly size: NetworkSize;
  readonly inputs: Readonly<Record<I, FeatureMap>>;
  readonly outputs: Readonly<Record<O, FeatureMap>>;
};

/** A stage whose network is compiled. It belongs to its {@link Stage}, which disposes it. */
export interface ReadyStage<I extends string = string, O extends string = string, P = undefined> {
  readonly config: ModelConfig;
  readonly network: Network;
  /** What {@link StageOptions.parts} made. */
  readonly parts: P;
  /** Bytes of GPU memory: the network and the maps around it. */
  readonly bytes: number;
  /**
   * The maps for a frame of this size, allocated when there are none yet or they are too small (then in both sides as
   * large as the largest frame so far). The same object as long as the memory is the same.
   *
   * @throws FrameloomError `invalid-size` beyond the contract's `maxSize`; `device-lost`, `disposed`.
   */
  maps(size: NetworkSize): StageMaps<I, O>;
  /** As {@link maps}, but of exactly this size: memory is given back where the size shrinks. Nothing happens at the same size. */
  resize(size: NetworkSize): StageMaps<I, O>;
  /**
   * Records the network at a size, on the stage's maps or those given here.
   *
   * @throws FrameloomError as `Network.record`; `invalid-argument` where an external map is missing.
   */
  record(
    encoder: GPUCommandEncoder,
    size: NetworkSize,
    options?: {
      inputs?: Partial<Record<I, FeatureMap>>;
      outputs?: Partial<Record<O, FeatureMap>>;
      timer?: PassTimer | undefined;
    },
  ): void;
}

/** A network on its way or in use. */
export interface Stage<I extends string = string, O extends string = string, P = undefined> {
  readonly state: StageState;
  /** Defined while the state is `'ready'`. */
  readonly ready: ReadyStage<I, O, P> | undefined;
  /** Why the state is `'failed'`. */
  readonly error: Error | undefined;
  /** Bytes of GPU memory. */
  readonly bytes: number;
  /** Resolves when the state is no longer `'loading'`; never rejects. */
  readonly done: Promise<void>;
  /**
   * The stage once it is ready.
   *
   * @throws FrameloomError `load-failed` (files that cannot be read, or a model that does not fit the contract),
   * `compilation`, `unsupported`, `device-lost`; `aborted` where it was disposed meanwhile.
   */
  whenReady(): Promise<ReadyStage<I, O, P>>;
  /** Ends loading, and frees everything. Safe to call twice. */
  dispose(): void;
}
