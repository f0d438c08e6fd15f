import { FrameloomError, type Gpu } from '@frameloom/gpu';
import type { QuantisedFormat, WeightFormat } from '@frameloom/nn';

/** Bytes of a weight, with its part of a scale. */
const weightBytes: Readonly<Record<WeightFormat, number>> = { f32: 4, f16: 2, q8: 34 / 32, q4: 18 / 32 };
const quantisations: readonly QuantisedFormat[] = ['q8', 'q4'];

/** What is too large for a buffer of the device, and what would fit. */
export function fitError(
  gpu: Gpu,
  name: string,
  { weights, format, isTable }: { weights: number; format: WeightFormat; isTable: boolean },
): FrameloomError {
  const limit = gpu.device.limits.maxBufferSize;
  const bytesIn = (one: WeightFormat): number => weights * weightBytes[one];
  const sizeOf = (bytes: number): string =>
    bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  // Tables never get fewer than 8 bits.
  const fitting = quantisations.find(
    (one) => bytesIn(one) <= limit && bytesIn(one) < bytesIn(format) && !(isTable && one === 'q4'),
  );
  const most = Math.floor(limit / weightBytes[isTable ? 'q8' : 'q4']).toLocaleString('en');
  const advice = fitting
    ? `With quantisation: '${fitting}' it takes ${sizeOf(bytesIn(fitting))} and fits.`
    : `A model fits whose largest matrix has ${most} weights.`;
  const larger = limit < 2 ** 30 ? ' A Gpu of createGpu() may allow more than a borrowed device.' : '';
  return new FrameloomError(
    'invalid-size',
    `${name}: takes ${sizeOf(bytesIn(format))} in ${format}, this device allows buffers of ${sizeOf(limit)}. ${advice}${larger}`,
  );
}
