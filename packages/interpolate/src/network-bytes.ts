import type { Size } from '@frameloom/gpu/frame';
import type { ShippedModel, ShippedVideoModel } from './model-source.ts';

/**
 * What a network of this package holds; tests hold it true. Numbers of the layers, in halves or singles; bytes of biases, sizes and
 * other weights; bytes a texel of maps in halves.
 */
export type NetworkBytes = {
  weights: number;
  other: number;
  maps: readonly (readonly [level: number, bytes: number])[];
};

/** Networks for rendered frames. */
export const gameNetworks: Readonly<Record<ShippedModel, NetworkBytes>> = {
  // Features and parameters, answer and two inner maps, the innermost.
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

/** Networks for pictures without motion vectors; maps as above: layers that follow share memory. */
export const videoNetworks: Readonly<Record<ShippedVideoModel, NetworkBytes>> = {
  standard: unet(24, 36, 3),
  lite: unet(8, 24, 2),
};

/** As models/interpolate/video_network.py describes them. */
function unet(quarter: number, eighth: number, layers: number): NetworkBytes {
  const convolutions =
    9 * (36 * quarter + quarter * eighth + (layers - 1) * eighth * eighth + quarter * quarter);
  return {
    weights: convolutions + eighth * quarter + quarter * 32,
    other: 4 * (3 * quarter + layers * eighth + 32) + 128,
    maps: [
      [0, 2 * 36 + 8],
      [1, 2 * (32 + 2 * quarter)],
      [2, 2 * eighth],
    ],
  };
}

/** Bytes of a network and what is around it, once a frame was generated; `size` is what it sees. */
export function networkBytes({ weights, other, maps }: NetworkBytes, size: Size, halves: boolean): number {
  const held = maps.map(
    ([level, bytes]) => Math.ceil(size.width / 2 ** level) * Math.ceil(size.height / 2 ** level) * bytes,
  );
  return (halves ? 2 : 4) * weights + other + held.reduce((sum, bytes) => sum + bytes, 0);
}
