import type { Size } from '@frameloom/gpu/frame';
import { quarterOf } from './learned/quarter.ts';
import type { ShippedModel } from './model-source.ts';

/** What each network of this package holds; tests hold it true. */
const networks: Readonly<
  Record<
    ShippedModel,
    { weights: number; other: number; maps: readonly (readonly [level: number, bytes: number])[] }
  >
> = {
  // Numbers of the layers, in halves or singles; bytes of biases, sizes and the perceptron; bytes a texel of maps in halves:
  // features and parameters, answer and two inner ones, the innermost.
  standard: {
    weights: 15232,
    other: 640 + 128 + 1184,
    maps: [
      [0, 2 * 20 + 16],
      [1, 2 * (64 + 16 + 16)],
      [2, 2 * 24],
    ],
  },
};

/** Bytes of a network and what is around it, once a frame was generated. */
export function networkBytes(model: ShippedModel, display: Size, halves: boolean): number {
  const { weights, other, maps } = networks[model];
  const { width, height } = quarterOf(display);
  const held = maps.map(
    ([level, bytes]) => Math.ceil(width / 2 ** level) * Math.ceil(height / 2 ** level) * bytes,
  );
  return (halves ? 2 : 4) * weights + other + held.reduce((sum, bytes) => sum + bytes, 0);
}
