import type { Split } from './arguments.ts';

/**
 * The files of a folder that a split may use, so that none serves both training and test: of every six in order four are
 * for training, one for validation, one for test. Fewer than six are all for training.
 */
export function filesOfSplit(files: readonly string[], split: Split): readonly string[] {
  if (files.length < 6) return split === 'train' ? files : [];
  const places = { train: [0, 1, 2, 3], validation: [4], test: [5] }[split];
  return files.filter((_, i) => places.includes(i % 6));
}
