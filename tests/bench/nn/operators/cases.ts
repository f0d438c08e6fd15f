import type { WeightFormat } from '@frameloom/nn';
import { linearCase } from './linear.ts';
import { attentionCase, embeddingCase, geluCase, normCase, ropeCase } from './rows.ts';
import type { Halves, OperatorCase } from './types.ts';

/** Sizes that a GPU has work with, and such that a processor which imitates one ends in a minute. */
const sizes = {
  hardware: { width: 2048, rows: 512, keys: 2048, heads: 16, entries: 32_000 },
  software: { width: 512, rows: 64, keys: 512, heads: 8, entries: 4096 },
} as const;

/** All operators on matrices. */
export function listCases(halves: Halves, isSoftware: boolean): OperatorCase[] {
  const { width, rows, keys, heads, entries } = sizes[isSoftware ? 'software' : 'hardware'];
  const formats: readonly WeightFormat[] = halves === 'f32' ? ['f32', 'q8', 'q4'] : ['f16', 'q8', 'q4'];
  const headColumns = 64;
  return [
    ...formats.map((format) => linearCase(halves, format, [1, width, 2 * width])),
    ...formats.map((format) => linearCase(halves, format, [rows, width, width])),
    attentionCase(halves, { rows, keys: 2 * rows, heads, headColumns }),
    attentionCase(halves, { rows: 1, keys, heads, headColumns }),
    normCase(halves, 'layer-norm', rows, width),
    normCase(halves, 'rms-norm', rows, width),
    embeddingCase(halves, [rows, entries, width]),
    geluCase(halves, rows, 4 * width),
    ropeCase(halves, rows, heads, headColumns),
  ];
}
