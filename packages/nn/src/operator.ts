import {
  createPass,
  createPool,
  FrameloomError,
  show,
  type Gpu,
  type Pass,
  type PassOptions,
  type ResourcePool,
} from '@frameloom/gpu';
import matrixLibrary from './lib/matrix.wgsl?raw';
import { createParameters, type Parameters } from './parameters.ts';
import { choosePrecision, formatOf, preludes, type Format, type Precision } from './precision.ts';
import { bufferUsage } from './usage.ts';

/** Where an operator records: an encoder, or a compute pass that is under way. */
export type RecordTarget = GPUCommandEncoder | GPUComputePassEncoder;

/** What every operator on matrices can be told. */
export type OperatorOptions = {
  /** Default: by the device, see {@link Precision}. Products are single in `f16` too. */
  precision?: Precision | undefined;
  /** Names its passes. Default: `nn/` and the operator. */
  label?: string | undefined;
};

/** Work of one call: multiply-adds, and bytes that are read and written at least. */
export type OperatorCost = { readonly macs: number; readonly bytes: number };

/** What operators on matrices start from. */
export type OperatorBase = {
  readonly label: string;
  readonly precision: Precision;
  readonly format: Format;
  readonly pool: ResourcePool;
  readonly parameters: Parameters;
  /** Compiles a shader that may use the libraries `number` (of this precision) and `matrix` beside its own. */
  compile(options: Omit<PassOptions, 'label' | 'bindGroups'>): Promise<Pass>;
  /** 16 bytes of zeros, for bindings that a call leaves unused. */
  readonly nothing: GPUBuffer;
  /** The same for what a call leaves unwritten. */
  readonly unused: GPUBuffer;
};

/** One operator serves all layers of a network, each with buffers of its own. */
const bindGroups = 1024;

/**
 * Makes an operator by `build`, whose memory is freed where that fails.
 *
 * @throws FrameloomError `invalid-argument`, `unsupported`, and what `build` throws.
 */
export async function buildOperator<T>(
  gpu: Gpu,
  name: string,
  options: OperatorOptions,
  build: (base: OperatorBase) => Promise<T>,
): Promise<T> {
  if (typeof options !== 'object' || options === null) {
    throw new FrameloomError('invalid-argument', `${name}: options must be an object, got ${show(options)}.`);
  }
  const { label = name } = options;
  const precision = choosePrecision(label, gpu, options.precision);
  const pool = createPool(gpu, label);
  try {
    return await build(createBase(gpu, { label, precision, pool }));
  } catch (error) {
    pool.dispose();
    throw error;
  }
}

/** Where an operator's passes and memory belong. */
export type OperatorPlace = Pick<OperatorBase, 'label' | 'precision' | 'pool'>;

/** What an operator starts from, in memory of this pool. */
export function createBase(gpu: Gpu, { label, precision, pool }: OperatorPlace): OperatorBase {
  return {
    label,
    precision,
    format: formatOf(precision),
    pool,
    parameters: createParameters(gpu, pool),
    compile: (shader) =>
      createPass(gpu, {
        ...shader,
        label,
        libraries: { number: preludes[precision], matrix: matrixLibrary, ...shader.libraries },
        bindGroups,
      }),
    nothing: pool.buffer({ label: 'nothing', size: 16, usage: bufferUsage.storage }),
    unused: pool.buffer({ label: 'unused', size: 16, usage: bufferUsage.storage }),
  };
}

/** Throws `invalid-argument` unless `value` is one of the names. */
export function requireOneOf(where: string, value: unknown, names: readonly string[]): void {
  if (typeof value === 'string' && names.includes(value)) return;
  throw new FrameloomError(
    'invalid-argument',
    `${where} must be one of ${names.join(', ')}, got ${show(value)}.`,
  );
}

/** Throws `invalid-argument` unless `value` is a finite number. */
export function requireNumber(where: string, value: unknown): void {
  if (typeof value === 'number' && Number.isFinite(value)) return;
  throw new FrameloomError('invalid-argument', `${where} must be a finite number, got ${show(value)}.`);
}

/** Throws unless `value` is a whole number from `min` to `max`. */
export function requireWhole(where: string, value: unknown, min: number, max: number): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return;
  throw new FrameloomError(
    'invalid-argument',
    `${where} must be a whole number from ${min} to ${max}, got ${show(value)}.`,
  );
}

/** A grid of `count` workgroups, folded where that is more than one side may have; shaders count x + y · columns. */
export function foldGroups(count: number, depth = 1): [number, number, number] {
  const folds = Math.ceil(count / 65535);
  return [Math.ceil(count / folds), folds, depth];
}
