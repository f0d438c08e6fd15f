import { featureMapBytes, type MapFormat } from '../feature-map.ts';
import type { Format } from '../precision.ts';
import { sizeOf, type EdgeShape } from './shape.ts';
import type { NetworkSize } from './sizes.ts';

/** Bytes of a map or matrix for a frame of this size. */
export function edgeBytes(shape: EdgeShape, frame: NetworkSize, format: Format): number {
  const { width, height } = sizeOf(shape, frame);
  if (shape.kind === 'matrix') return height * Math.ceil(shape.columns / 4) * (format === 'f32' ? 16 : 8);
  return featureMapBytes({ width, height, channels: shape.channels, format: edgeFormat(shape, format) });
}

/** How the numbers of an edge lie in memory, in a network of a format. */
export function edgeFormat(shape: EdgeShape, format: Format): MapFormat {
  return (shape.kind === 'map' ? shape.values : undefined) ?? format;
}
