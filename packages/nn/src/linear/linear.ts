import type { Gpu, Pass, PassTimer } from '@frameloom/gpu';
import activationLibrary from '../activation/activation.wgsl?raw';
import { activationConstants, zeroPreserving, type MatrixActivation } from '../activation/activations.ts';
import { blockBytes } from '../matrix.ts';
import {
  buildOperator,
  foldGroups,
  requireOneOf,
  requireWhole,
  type OperatorBase,
  type OperatorCost,
  type OperatorOptions,
  type RecordTarget,
} from '../operator.ts';
import type { Precision } from '../precision.ts';
import type { WeightFormat } from '../weights/formats.ts';
import { rowBytes } from '../weights/pack.ts';
import type { Weights } from '../weights/weights.ts';
import { weightLibraries } from '../weights/libraries.ts';
import { bindWeights, readCall, type LinearMatrices } from './call.ts';
import epilogueLibrary from './epilogue.wgsl?raw';
import tileCode from './tile.wgsl?raw';
import vectorCode from './vector.wgsl?raw';

/** Options of {@link createLinear}. */
export type LinearOptions = OperatorOptions & {
  /** Format of the weights that it will be given. Default `'f16'`. */
  weights?: WeightFormat;
  /** Applied to the sum with its bias; in a gated layer, to the gate. Default `'none'`. */
  activation?: MatrixActivation;
  /** Whether weights hold a gate and what it multiplies: `activation(x·Gᵀ) ⊙ x·Uᵀ`. With `'silu'` SwiGLU, with a gelu GEGLU. Default false. */
  gated?: boolean;
  /** The most rows that will be recorded at once; 1 saves compiling what many rows need. Default: any number. */
  maxRows?: number;
  /** The fewest rows that are usual; above 2, or above 32, saves compiling what fewer need, and fewer take longer then. Default 1. */
  minRows?: number;
};

/** A linear layer `y = activation(x·Wᵀ + bias) + residual`; one serves all layers of its kind, whatever their sizes. */
export interface Linear {
  readonly label: string;
  readonly precision: Precision;
  /**
   * Records the layer or a slice of it.
   *
   * @throws FrameloomError `invalid-argument`, `invalid-size`, `wrong-device`, `device-lost`, `disposed`; nothing is
   * recorded then.
   */
  record(target: RecordTarget, matrices: LinearMatrices, timer?: PassTimer): void;
  /** Of `rows` rows through these weights. */
  costs(rows: number, weights: Weights): OperatorCost;
  dispose(): void;
}

/** Invocations that sweep four rows of weights together, by format: about as many units as a row of 576 has, or a power of two below. */
const teams: Readonly<Record<WeightFormat, number>> = { f32: 64, f16: 32, q8: 32, q4: 16 };

/** Rows up to which every row is swept by itself, and up to which the small tile is taken. */
const fewRows = 2;
const someRows = 32;

/**
 * Makes linear layers. A row or two go through a matrix–vector shader that reads each weight once and is as fast as
 * memory; more go through tiles in workgroup memory. Sums are single in every precision. After the device was lost,
 * create it again.
 *
 * @throws FrameloomError `invalid-argument`, `unsupported`, `compilation`, `device-lost`, `disposed`.
 */
export function createLinear(gpu: Gpu, options: LinearOptions = {}): Promise<Linear> {
  return buildOperator(gpu, 'nn/linear', options, (base) => buildLinear(gpu, base, options));
}

/** {@link createLinear} in memory of the base. */
export async function buildLinear(gpu: Gpu, base: OperatorBase, options: LinearOptions): Promise<Linear> {
  const { label, pool, precision } = base;
  const { weights: format = 'f16', gated = false, maxRows = Infinity, minRows = 1 } = options;
  requireOneOf(`${label}: weights`, format, Object.keys(teams));
  requireOneOf(`${label}: activation`, options.activation ?? 'none', zeroPreserving);
  if (maxRows !== Infinity) requireWhole(`${label}: maxRows`, maxRows, 1, 2 ** 24);
  requireWhole(`${label}: minRows`, minRows, 1, Math.min(maxRows, 2 ** 24));
  const large = gated ? 4 : 8;
  const isUsed = (from: number, to: number): boolean => maxRows > from && minRows <= to;
  // In software a shader takes seconds to compile, and the large tile serves few rows nearly as well.
  const isSmallUsed = isUsed(fewRows, someRows) && !(gpu.tier === 'software' && maxRows > someRows);
  const [vector, small, tile] = await Promise.all([
    isUsed(0, fewRows) ? compile(base, options, 'vector') : undefined,
    isSmallUsed ? compile(base, options, 2) : undefined,
    isUsed(someRows, Infinity) ? compile(base, options, large) : undefined,
  ]);
  return {
    label,
    precision,
    costs: (rows, weights) => costsOf(rows, weights, blockBytes(base.format)),
    dispose: () => pool.dispose(),
    record(target, matrices, timer) {
      const call = readCall(base, { format, gated, maxRows }, matrices);
      const { rows, blocks } = call;
      const bound = bindWeights(gpu, base, matrices, call);
      if (vector && (rows.count <= fewRows || !(small ?? tile))) {
        const groups = Math.ceil(blocks.count / (64 / teams[format]));
        vector.record(target, bound, { workgroups: foldGroups(groups, rows.count) }, timer);
        return;
      }
      const isLarge = tile !== undefined && (rows.count > someRows || !small);
      const across = Math.ceil(((gated ? 2 : 1) * blocks.count) / 16);
      const down = Math.ceil(rows.count / (8 * (isLarge ? large : 2)));
      (isLarge ? tile : small!).record(target, bound, { workgroups: [across, down, 1] }, timer);
    },
  };
}

function compile(base: OperatorBase, options: LinearOptions, kind: 'vector' | number): Promise<Pass> {
  const { weights = 'f16', activation = 'none', gated = false } = options;
  const isVector = kind === 'vector';
  return base.compile({
    file: isVector ? 'vector.wgsl' : 'tile.wgsl',
    code: isVector ? vectorCode : tileCode,
    prelude: `const gated = ${gated};${isVector ? '' : `\nconst tileRows = ${kind}u;`}`,
    libraries: {
      activation: activationLibrary,
      epilogue: epilogueLibrary,
      ...weightLibraries[weights],
    },
    constants: { ...activationConstants({ activation }), ...(isVector && { team: teams[weights] }) },
  });
}

function costsOf(rows: number, weights: Weights, bytesOfBlock: number): OperatorCost {
  const parts = weights.gated ? 2 : 1;
  const blocks = Math.ceil(weights.columns / 4) + Math.ceil(weights.rows / 4);
  const stored = parts * weights.rows * rowBytes(weights.format, weights.columns);
  const scales = weights.scales ? parts * weights.rows * Math.ceil(weights.columns / 32) * 2 : 0;
  return {
    macs: parts * rows * weights.rows * weights.columns,
    bytes: stored + scales + rows * blocks * bytesOfBlock,
  };
}
