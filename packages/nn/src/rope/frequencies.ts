import { FrameloomError, show } from '@frameloom/gpu';
import { requireNumber, requireWhole } from '../operator.ts';

/** How Llama 3.1 and later stretch slow frequencies, by the names of `rope_scaling` in their config.json. */
export type RopeScaling = {
  /** What slow frequencies are divided by. */
  factor: number;
  lowFrequencyFactor: number;
  highFrequencyFactor: number;
  /** Positions that the model was first trained on. */
  originalMaxPositions: number;
};

/**
 * Angles per position of each pair, in radians: `base^(−2i / dims)`, and with `scaling` those of Llama 3: wavelengths
 * beyond `originalMaxPositions / lowFrequencyFactor` become `factor` times as long, those below
 * `originalMaxPositions / highFrequencyFactor` stay, and between them the two are interpolated.
 *
 * @param options.dims Numbers of a head that are turned, even.
 * @param options.base Default 10,000.
 * @throws FrameloomError `invalid-argument`.
 */
export function ropeFrequencies(options: {
  dims: number;
  base?: number;
  scaling?: RopeScaling | undefined;
}): Float64Array {
  const { dims, base = 10_000, scaling } = options;
  requireWhole('ropeFrequencies: dims', dims, 2, 4096);
  requireNumber('ropeFrequencies: base', base);
  if (base <= 1 || dims % 2 !== 0) {
    throw new FrameloomError(
      'invalid-argument',
      `ropeFrequencies: dims must be even and base above 1, got ${show(dims)} and ${show(base)}.`,
    );
  }
  return Float64Array.from({ length: dims / 2 }, (_, i) => {
    const frequency = base ** ((-2 * i) / dims);
    return scaling ? stretch(frequency, scaling) : frequency;
  });
}

function stretch(frequency: number, scaling: RopeScaling): number {
  const { factor, lowFrequencyFactor, highFrequencyFactor, originalMaxPositions } = scaling;
  const turns = (originalMaxPositions * frequency) / (2 * Math.PI);
  if (turns < lowFrequencyFactor) return frequency / factor;
  if (turns > highFrequencyFactor) return frequency;
  const share = (turns - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
  return ((1 - share) / factor + share) * frequency;
}
