import type { Size } from '@frameloom/gpu/frame';
import type { ShippedModel } from './model-source.ts';

/** Maps that share a buffer: how often their size is halved, and their channels. */
type Slot = readonly (readonly [level: number, channels: number])[];

/** What each network of this package holds; tests hold it true. */
const networks: Readonly<
  Record<ShippedModel, { weights: number; other: number; atHalf: number; slots: readonly Slot[] }>
> = {
  // Numbers of the inner layers, in halves or singles; bytes of biases, sizes and the outermost layers; channels of these.
  standard: {
    weights: 36096,
    other: 768 + 160 + 11456,
    atHalf: 16,
    slots: [
      [[2, 32]],
      [
        [3, 32],
        [2, 32],
        [1, 16],
      ],
      [[3, 32]],
    ],
  },
  lite: {
    weights: 8832,
    other: 368 + 160 + 5792,
    atHalf: 8,
    slots: [
      [[2, 12]],
      [
        [3, 20],
        [2, 12],
        [1, 8],
      ],
      [[3, 20]],
    ],
  },
};

/** Bytes of a network and the maps around it, for frames of up to `capacity`. */
export function networkBytes(model: ShippedModel, { width, height }: Size, halves: boolean): number {
  const { weights, other, atHalf, slots } = networks[model];
  const map = ([level, channels]: Slot[number]): number =>
    Math.ceil(width / 2 ** level) * Math.ceil(height / 2 ** level) * Math.ceil(channels / 4) * 8;
  const sizes = slots.map((slot) => Math.max(...slot.map(map)));
  // The largest buffer that fits lies in that of the last frame's depth, four bytes a pixel.
  const lent = Math.max(0, ...sizes.filter((size) => size <= width * height * 4));
  const between = sizes.reduce((sum, size) => sum + size, 0) - lent;
  const parameters = 2 * 4 * width * height;
  return (halves ? 2 : 4) * weights + other + map([1, atHalf]) + between + parameters;
}
