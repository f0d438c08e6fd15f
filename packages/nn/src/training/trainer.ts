import { createPool, type Gpu, type PassTimer } from '@frameloom/gpu';
import type { JsonObject, Tensor, Tensors } from '@frameloom/gpu/files';
import { createFeatureMap, type FeatureMap } from '../feature-map.ts';
import { requireSize } from '../grid-sizes.ts';
import { sourcesOf } from '../layer/operator.ts';
import { sharedPasses } from '../layer/share-pass.ts';
import { parseArchitecture, type NetworkArchitecture } from '../network/architecture.ts';
import type { NetworkSize } from '../network/sizes.ts';
import { createParameters } from '../parameters.ts';
import { requireCount, requireInputs, requireTargets, tall, type TrainerTargets } from './arguments.ts';
import { findGraph, type Graph } from './graph.ts';
import type { BatchMap, TrainingLayer } from './layer.ts';
import { createLoss, type Loss } from './loss/loss.ts';
import { createLayers, createMaps, type Base, type OwnMap } from './maps.ts';
import { createOptimiser, type Optimiser, type OptimiserOptions } from './optimiser/optimiser.ts';
import { readFloats } from './read-floats.ts';
import { arrangeAll, restoreAll } from './weights.ts';

/** Options of {@link createTrainer}. */
export type TrainerOptions = OptimiserOptions & {
  /** The layer `arg-max` or `pointer-arg-max` whose choice is to be learned. */
  classes: string;
  /** Pixels of a picture. */
  size: NetworkSize;
  /** Pictures in a step. */
  batch: number;
  /** Weights to begin with. Default: random ones by `seed`, also for those that are missing. */
  tensors?: Tensors;
  /** Default 1. */
  seed?: number;
  /** Names the passes, and the owner in `gpu.memory`. Default `'nn/trainer'`. */
  label?: string;
};

/** Means of some steps. */
export type TrainingFigures = {
  /** Weighted cross-entropy of a pixel, in nats. */
  loss: number;
  /** Part of the pixels whose likeliest class is the true one. */
  right: number;
  /** How many steps these are. */
  steps: number;
};

/** A network that is learning. */
export interface Trainer {
  /** Steps that were recorded. */
  readonly step: number;
  /** Names of the inputs that are read. */
  readonly inputs: readonly string[];
  /** What the latest step chose, for each pixel of the batch. */
  readonly chosen: FeatureMap;
  /** Bytes of GPU memory. */
  readonly bytes: number;
  /**
   * Records one step: forward, backward, and the weights' move. Nothing is read back. At most 900 steps may be recorded ahead of their
   * submit.
   *
   * @param inputs Maps by name, in `f32` or of classes, of a batch: the pictures below each other, each at its own height.
   * @throws FrameloomError `invalid-argument`, `invalid-size`, `wrong-device`, `device-lost`, `disposed`.
   */
  record(
    encoder: GPUCommandEncoder,
    inputs: Readonly<Record<string, FeatureMap>>,
    targets: TrainerTargets,
    timer?: PassTimer,
  ): void;
  /** Means of the steps that were submitted since the last call; waits for the GPU. */
  figures(): Promise<TrainingFigures>;
  /** The averaged weights, as `createNetwork` takes them; waits for the GPU. */
  weights(): Promise<Map<string, Tensor>>;
  /** The gradient of the latest step, by the names of the weights. */
  gradients(): Promise<Map<string, Tensor>>;
  dispose(): void;
}

/**
 * Trains a network on the GPU: all of it in single precision, and the same numbers on every run. It takes what `createNetwork` takes,
 * of the operators conv2d, lookup, concat, depth-to-space, gate and round-levels; what the choice does not depend on is left out. After
 * the device was lost, create it again with the weights that were read last.
 *
 * @throws FrameloomError `unsupported` for a layer that cannot be trained; `load-failed` where the files don't fit each other;
 * `invalid-argument`, `invalid-size`, `compilation`, `device-lost`, `disposed`.
 */
export async function createTrainer(
  gpu: Gpu,
  architecture: NetworkArchitecture | JsonObject,
  options: TrainerOptions,
): Promise<Trainer> {
  const { classes, size, batch, tensors = new Map(), seed = 1, label = 'nn/trainer' } = options;
  requireSize(`${label}: size`, size?.width, size?.height);
  requireCount(`${label}: batch`, batch);
  requireCount(`${label}: steps`, options.steps);
  const graph = findGraph(label, parseArchitecture(architecture as JsonObject, label), classes);
  const begin = arrangeAll(label, graph, { tensors, seed });
  const pool = createPool(gpu, label);
  try {
    const base = { gpu, label, pool, pass: sharedPasses({ gpu }), numbers: createParameters(gpu, pool) };
    const optimiser = await createOptimiser(label, { ...base, queue: gpu.device.queue }, begin, options);
    const maps = createMaps(pool, graph, size, batch);
    const layers = await createLayers(base, graph, maps, { batch, optimiser });
    const chooser = graph.shapes.get(classes)!;
    const values = (chooser.kind === 'map' && chooser.values) || 'u32';
    const scores = maps.get(graph.chooser.input[0]!)! as BatchMap & { value: GPUBuffer };
    const loss = await createLoss(label, base, { chooser: graph.chooser, scores, values, pictures: batch });
    const chosen = createFeatureMap(pool, {
      label: 'chosen',
      ...tall(scores, batch),
      channels: 1,
      format: values,
    });
    return buildTrainer(base, { graph, maps, layers, loss, optimiser, chosen, batch });
  } catch (error) {
    pool.dispose();
    throw error;
  }
}

type Built = {
  graph: Graph;
  maps: ReadonlyMap<string, OwnMap>;
  layers: readonly TrainingLayer[];
  loss: Loss;
  optimiser: Optimiser;
  chosen: FeatureMap;
  batch: number;
};

function buildTrainer(base: Base, { graph, maps, layers, loss, optimiser, chosen, batch }: Built): Trainer {
  const { gpu, label, pool } = base;
  const readWeights = async (buffer: GPUBuffer): Promise<Map<string, Tensor>> =>
    restoreAll(graph, await readFloats(gpu, pool, buffer));
  let step = 0;
  return {
    get step() {
      return step;
    },
    inputs: graph.inputs,
    chosen,
    get bytes() {
      return pool.bytes;
    },
    record(encoder, inputs, targets, timer) {
      const values = requireInputs(label, { graph, maps, batch }, inputs);
      requireTargets(label, chosen, maps.get(graph.chooser.input[0]!)!, batch, targets);
      const valueOf = (name: string): GPUBuffer => maps.get(name)!.value ?? values.get(name)!;
      const sources = graph.layers.map(({ layer }) => sourcesOf(layer).map(valueOf));
      const timestampWrites = timer?.pass(label);
      const pass = encoder.beginComputePass({ label, ...(timestampWrites && { timestampWrites }) });
      layers.forEach((layer, i) => layer.forward(pass, sources[i]!));
      const [, pointedAt] = graph.chooser.input;
      const truth = targets.classes.buffer;
      const around = pointedAt === undefined ? truth : valueOf(pointedAt);
      loss.record(pass, { around, truth, weights: targets.weights, chosen: chosen.buffer });
      for (let i = layers.length - 1; i >= 0; i--) layers[i]!.backward(pass, sources[i]!);
      optimiser.record(pass, step++);
      pass.end();
    },
    async figures() {
      const [sum = 0, right = 0, steps = 0] = await readFloats(gpu, pool, loss.figures, true);
      return { loss: sum / steps, right: right / steps, steps };
    },
    weights: () => readWeights(optimiser.average),
    gradients: () => readWeights(optimiser.gradients),
    dispose: () => pool.dispose(),
  };
}
