import {
  featureMapBytes,
  networkMaps,
  parseArchitecture,
  type JsonObject,
  type Precision,
} from '@frameloom/nn';
import { estimateBuffers } from './buffers.ts';
import type { CellsFiles } from './level-files.ts';
import type { NetworkName } from './level-spec.ts';
import { blocksOf } from './parts.ts';
import { sizesOf, type MapSize } from './sizes.ts';

/**
 * Upper bound of the GPU memory of a level's engine, in bytes, without a device. It counts a map for every inner layer;
 * networks share maps between layers.
 */
export function estimateCells(files: CellsFiles, precision: Precision): number {
  const { spec, layout } = files;
  const { movers, bar, barScene, scene } = sizesOf(spec, layout);
  const sizes: Readonly<Record<NetworkName, MapSize>> = { movers, scene, sprites: movers, bar, barScene };
  const networks = Object.keys(spec.networks) as NetworkName[];
  return networks.reduce(
    (sum, name) => sum + estimateNetwork(files, name, sizes[name], precision),
    estimateBuffers(files, precision === 'f32' ? 'f32' : 'f16'),
  );
}

/** Weights, biases and grid sizes, and a map for each layer that stays inside. */
function estimateNetwork(
  { spec }: CellsFiles,
  name: NetworkName,
  size: MapSize,
  precision: Precision,
): number {
  const architecture = parseArchitecture(spec.networks[name] as unknown as JsonObject, name);
  const maps = networkMaps(architecture, name);
  const channelsOf = (map: string): number => maps.get(map)?.channels ?? 0;
  const format = precision === 'f32' ? 'f32' : 'f16';
  // Products in single precision may want their weights in it.
  const block = precision === 'f16' ? 8 : 16;
  return architecture.layers.reduce((sum, layer) => {
    const channels = channelsOf(layer.name);
    const read = layer.input.reduce((total, input) => total + blocksOf(channelsOf(input)), 0);
    const taps = layer.op === 'conv2d' ? layer.kernel ** 2 : 1;
    const weights = blocksOf(channels) * (read * taps * 4 * block + 16);
    const map = architecture.outputs.includes(layer.name)
      ? 0
      : featureMapBytes({ ...size, channels, format });
    return sum + weights + map + 64;
  }, 0);
}
