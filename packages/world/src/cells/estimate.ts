import { estimateNetwork, parseArchitecture, type JsonObject, type Precision } from '@frameloom/nn';
import { estimateBuffers } from './buffers.ts';
import type { CellsFiles } from './level-files.ts';
import type { NetworkName } from './level-spec.ts';
import { sizesOf, type MapSize } from './sizes.ts';

/** Upper bound of the GPU memory of a level's engine, in bytes, without a device. */
export function estimateCells(files: CellsFiles, precision: Precision): number {
  const { spec, layout } = files;
  const { movers, bar, barScene, scene } = sizesOf(spec, layout);
  const sizes: Readonly<Record<NetworkName, MapSize>> = { movers, scene, sprites: movers, bar, barScene };
  return (Object.keys(spec.networks) as NetworkName[]).reduce(
    (sum, name) => {
      const architecture = parseArchitecture(spec.networks[name] as unknown as JsonObject, name);
      return sum + estimateNetwork(architecture, sizes[name], precision);
    },
    estimateBuffers(files, precision === 'f32' ? 'f32' : 'f16'),
  );
}
