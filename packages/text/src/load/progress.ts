import type { LoadProgress } from '@frameloom/gpu/files';
import type { WeightSource } from './weight-source.ts';

/** A source that tells how many numbers of all it has read, in bytes as they came. */
export function withProgress(
  source: WeightSource,
  onProgress: ((progress: LoadProgress) => void) | undefined,
): WeightSource {
  if (!onProgress) return source;
  const countOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
  const total = [...source.shapes.values()].reduce((sum, shape) => sum + countOf(shape), 0);
  const seen = new Set<string>();
  let [elements, bytes] = [0, 0];
  return {
    ...source,
    async read(name, signal) {
      const tensor = await source.read(name, signal);
      if (!seen.has(name)) {
        seen.add(name);
        elements += countOf(tensor.shape);
        bytes +=
          'format' in tensor ? tensor.values.length + tensor.scales.byteLength : tensor.data.byteLength;
        onProgress({ loaded: bytes, total: Math.round((bytes / elements) * total), file: source.label });
      }
      return tensor;
    },
  };
}
