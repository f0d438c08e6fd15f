import {
  featureMapBytes,
  networkMaps,
  type NetworkArchitecture,
  type NetworkSize,
  type Precision,
} from '@frameloom/nn';

const blocksOf = (channels: number): number => Math.ceil(channels / 4);

/**
 * Upper bound of the GPU memory of a network, in bytes, without a device: weights, biases and grid sizes, and a map for every
 * layer that stays inside, though networks share maps between layers.
 */
export function estimateNetwork(
  architecture: NetworkArchitecture,
  { width, height }: NetworkSize,
  precision: Precision,
): number {
  const maps = networkMaps(architecture);
  const format = precision === 'f32' ? 'f32' : 'f16';
  // Products in single precision may want their weights in it.
  const block = precision === 'f16' ? 8 : 16;
  return architecture.layers.reduce((sum, layer) => {
    const { channels, level } = maps.get(layer.name)!;
    const read = layer.input.reduce((total, input) => total + blocksOf(maps.get(input)?.channels ?? 0), 0);
    // Enlarged inputs meet four kernels of four taps in place of one of nine.
    const taps = layer.op !== 'conv2d' ? 1 : layer.upsample && layer.kernel === 3 ? 16 : layer.kernel ** 2;
    const rows = layer.op === 'lookup' ? 256 / 4 : read * taps;
    const of = (side: number): number => Math.ceil(side / 2 ** level);
    const map = architecture.outputs.includes(layer.name)
      ? 0
      : featureMapBytes({ width: of(width), height: of(height), channels, format });
    return sum + blocksOf(channels) * (rows * 4 * block + 16) + map + 64;
  }, 0);
}
