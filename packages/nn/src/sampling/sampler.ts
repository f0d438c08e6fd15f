import { FrameloomError, type Gpu, type PassTimer } from '@frameloom/gpu';
import { requireMatrix, requireRange, viewOf, type Matrix } from '../matrix.ts';
import {
  buildOperator,
  requireWhole,
  type OperatorCost,
  type OperatorOptions,
  type RecordTarget,
} from '../operator.ts';
import { floatBits } from '../parameters.ts';
import type { Precision } from '../precision.ts';
import { randomLibraries } from '../random/library.ts';
import logitsCode from './logits.wgsl?raw';
import maskCode from './mask.wgsl?raw';
import penaltiesCode from './penalties.wgsl?raw';
import sampleCode from './sample.wgsl?raw';
import samplingLibrary from './sampling.wgsl?raw';
import { readSettings, type SamplingParameters } from './settings.ts';
import { bufferUsage } from '../usage.ts';

/** Options of {@link createSampler}. */
export type SamplerOptions = OperatorOptions & {
  /** Tokens of the vocabulary. */
  tokens: number;
};

/** What one draw reads and writes. */
export type SamplerMatrices = SamplingParameters & {
  /** [rows, tokens] */
  logits: Matrix;
  /** Row of the logits. Default: the last. */
  row?: number;
  /** Ring of tokens, u32: the token of position p lies at p modulo the size. The one that is drawn is written to it. */
  ids: GPUBuffer;
  /** Position of the token to draw. */
  position: number;
  /** Tokens before `position` that penalties count, at most 1,024 and less than the ring holds. Default 0. */
  recent?: number;
  /** u32: one bit for each token that may be drawn, 32 in a word, at least one of them set. Default: all. */
  allowed?: GPUBuffer;
};

/** Draws tokens from logits on the GPU, so that the next step can be recorded before this one is known. */
export interface Sampler {
  readonly label: string;
  readonly precision: Precision;
  /** Records a draw. Throws `invalid-argument`, `invalid-size`, `device-lost`, `disposed`. */
  record(target: RecordTarget, matrices: SamplerMatrices, timer?: PassTimer): void;
  /** Of a draw with top-k and top-p. */
  costs(): OperatorCost;
  dispose(): void;
}

/**
 * Makes a sampler: penalties, then temperature, top-k, top-p and min-p in transformers' order, then a draw by Gumbel
 * noise from counter-based random numbers (Philox 4×32-10). Tokens as likely as the last one that is kept are kept too.
 *
 * @throws FrameloomError `invalid-argument`, `unsupported`, `compilation`, `device-lost`, `disposed`.
 */
export function createSampler(gpu: Gpu, options: SamplerOptions): Promise<Sampler> {
  return buildOperator(gpu, 'nn/sampler', options, async (base) => {
    const { label, precision, format, pool, parameters } = base;
    const { tokens } = options;
    requireWhole(`${label}: tokens`, tokens, 1, 2 ** 22);
    const libraries = { sampling: samplingLibrary, ...randomLibraries };
    const compile = (file: string, code: string) => base.compile({ file, code, libraries });
    const [logitsPass, penaltiesPass, maskPass, samplePass] = await Promise.all([
      compile('logits.wgsl', logitsCode),
      compile('penalties.wgsl', penaltiesCode),
      compile('mask.wgsl', maskCode),
      compile('sample.wgsl', sampleCode),
    ]);
    const blocks = Math.ceil(tokens / 4);
    const scores = pool.buffer({ label: 'scores', size: blocks * 16, usage: bufferUsage.storage });
    return {
      label,
      precision,
      costs: () => ({ macs: 0, bytes: 9 * blocks * 16 }),
      dispose: () => pool.dispose(),
      record(target, { logits, row, ids, position, recent = 0, allowed, ...others }, timer) {
        const settings = readSettings(label, others);
        requireMatrix(`${label}: logits`, logits, { columns: tokens, format });
        const { start } = requireRange(
          `${label}: row`,
          { start: row ?? logits.rows - 1, count: 1 },
          logits.rows,
        );
        const ringSize = Math.floor(ids.size / 4);
        requireWhole(`${label}: position`, position, 0, 2 ** 31);
        requireWhole(`${label}: recent`, recent, 0, Math.min(1024, position, ringSize - 1));
        if (allowed && allowed.size < 4 * Math.ceil(tokens / 32)) {
          throw new FrameloomError(
            'invalid-size',
            `${label}: allowed has ${allowed.size} bytes, ${tokens} tokens need ${4 * Math.ceil(tokens / 32)}.`,
          );
        }
        const [offset, stride] = viewOf(logits);
        const numbers = parameters.get([
          offset + start * stride,
          blocks,
          tokens,
          position,
          ringSize,
          recent,
          floatBits(settings.repetitionPenalty),
          floatBits(settings.presencePenalty),
          floatBits(settings.frequencyPenalty),
          floatBits(settings.temperature === 0 ? 0 : 1 / settings.temperature),
          settings.topK,
          floatBits(settings.topP),
          floatBits(settings.minP > 0 ? -Math.log(settings.minP) : 1e9),
          0,
          settings.seed % 2 ** 32,
          Math.floor(settings.seed / 2 ** 32),
        ]);
        const bindings = { parameters: numbers, scores };
        logitsPass.record(target, { ...bindings, logits: logits.buffer }, { width: blocks }, timer);
        if (settings.penalised && recent > 0) {
          penaltiesPass.record(target, { ...bindings, ids }, { width: recent }, timer);
        }
        if (allowed) maskPass.record(target, { ...bindings, allowed }, { width: blocks }, timer);
        samplePass.record(target, { ...bindings, ids }, { workgroups: [1, 1, 1] }, timer);
      },
    };
  });
}
