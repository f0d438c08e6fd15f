import { featureMapBytes, mapBytes, type MapFormat } from '../feature-map.ts';
import type { Format } from '../precision.ts';
import { sizeOf, type EdgeShape } from './shape.ts';
import type { NetworkSize } from './sizes.ts';

/** Bytes of a map or matrix for a frame of this size. Throws `invalid-size` where a map is larger than a device holds. */
export function edgeBytes(shape: EdgeShape, frame: NetworkSize, format: Format): number {
  return bytesBy(featureMapBytes, shape, frame, format);
}

/** In halves, at a frame so large that nothing rounds: to compare edges by. */
export function edgeWeight(shape: EdgeShape): number {
  return bytesBy(mapBytes, shape, { width: 4096, height: 4096 }, 'f16');
}

function bytesBy(
  ofMap: typeof featureMapBytes,
  shape: EdgeShape,
  frame: NetworkSize,
  format: Format,
): number {
  const { width, height } = sizeOf(shape, frame);
  if (shape.kind === 'matrix') return height * Math.ceil(shape.columns / 4) * (format === 'f32' ? 16 : 8);
  return ofMap({ width, height, channels: shape.channels, format: edgeFormat(shape, format) });
}

/** How the numbers of an edge lie in memory, in a network of a format. */
export function edgeFormat(shape: EdgeShape, format: Format): MapFormat {
  return (shape.kind === 'map' ? shape.values : undefined) ?? format;
}
