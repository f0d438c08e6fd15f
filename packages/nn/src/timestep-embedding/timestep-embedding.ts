import type { Gpu, PassTimer } from '@frameloom/gpu';
import { blockBytes, requireMatrix, viewOf, type Matrix } from '../matrix.ts';
import {
  buildOperator,
  requireNumber,
  requireWhole,
  type OperatorCost,
  type OperatorOptions,
  type RecordTarget,
} from '../operator.ts';
import type { Precision } from '../precision.ts';
import timestepCode from './timestep-embedding.wgsl?raw';
import { bufferUsage } from '../usage.ts';

/** Options of {@link createTimestepEmbedding}, by diffusers' names. */
export type TimestepOptions = OperatorOptions & {
  /** Numbers of an embedding, at least 2: half of them sines. An odd last one is zero. */
  columns: number;
  /** Whether cosines come first. Default false. */
  flipSinToCos?: boolean;
  /** Frequency i is `maxPeriod^(−i / (columns / 2 − downscaleFreqShift))`. Default 1; Stable Diffusion takes 0. */
  downscaleFreqShift?: number;
  /** Multiplies angles. Default 1. */
  scale?: number;
  /** Default 10,000. */
  maxPeriod?: number;
};

/** Sinusoidal embeddings of time steps. */
export interface TimestepEmbedding {
  readonly label: string;
  readonly precision: Precision;
  /**
   * Records the embeddings of the floats in `timesteps`, one for each row of `output`.
   *
   * @throws FrameloomError `invalid-argument`, `invalid-size`, `device-lost`, `disposed`.
   */
  record(target: RecordTarget, matrices: { timesteps: GPUBuffer; output: Matrix }, timer?: PassTimer): void;
  /** Of this many time steps. */
  costs(rows: number): OperatorCost;
  dispose(): void;
}

/**
 * Makes the sinusoidal embedding that diffusers' U-Nets start from (`get_timestep_embedding`).
 *
 * @throws FrameloomError `invalid-argument`, `unsupported`, `compilation`, `device-lost`, `disposed`.
 */
export function createTimestepEmbedding(gpu: Gpu, options: TimestepOptions): Promise<TimestepEmbedding> {
  return buildOperator(gpu, 'nn/timestep-embedding', options, async (base) => {
    const { label, precision, format, pool, parameters } = base;
    const { columns, flipSinToCos = false } = options;
    const { downscaleFreqShift = 1, scale = 1, maxPeriod = 10_000 } = options;
    requireWhole(`${label}: columns`, columns, 2, 65536);
    Object.entries({ downscaleFreqShift, scale, maxPeriod }).forEach(([name, value]) =>
      requireNumber(`${label}: ${name}`, value),
    );
    const half = Math.floor(columns / 2);
    requireNumber(`${label}: 1 / (columns / 2 − downscaleFreqShift)`, 1 / (half - downscaleFreqShift));
    const pass = await base.compile({
      file: 'timestep-embedding.wgsl',
      code: timestepCode,
      constants: { cosineFirst: Number(flipSinToCos) },
    });
    const frequencies = new Float32Array(2 * half);
    for (let i = 0; i < half; i++) {
      const turn = (scale * maxPeriod ** (-i / (half - downscaleFreqShift))) / (2 * Math.PI);
      const unit = 2 ** (Math.floor(Math.log2(Math.abs(turn) || 1)) - 10);
      frequencies[2 * i] = Math.round(turn / unit) * unit;
      frequencies[2 * i + 1] = turn - Math.round(turn / unit) * unit;
    }
    const turns = pool.buffer({
      label: 'frequencies',
      size: frequencies.byteLength,
      usage: bufferUsage.storage | bufferUsage.copyDst,
    });
    gpu.device.queue.writeBuffer(turns, 0, frequencies);
    return {
      label,
      precision,
      costs: (rows) => ({ macs: 0, bytes: rows * (4 + Math.ceil(columns / 4) * blockBytes(format)) }),
      dispose: () => pool.dispose(),
      record(target, { timesteps, output }, timer) {
        requireMatrix(`${label}: output`, output, { columns, format });
        const { rows } = output;
        requireWhole(`${label}: bytes of timesteps`, timesteps.size, 4 * rows, Infinity);
        const bindings = {
          parameters: parameters.get([...viewOf(output), rows, columns, half]),
          timesteps,
          turns,
          output: output.buffer,
        };
        pass.record(target, bindings, { width: Math.ceil(columns / 4), height: rows }, timer);
      },
    };
  });
}
