import { FrameloomError, type Gpu, type ResourcePool, show } from '@frameloom/gpu';
import type { Tensor } from '@frameloom/gpu/files';
import { bufferUsage } from '../usage.ts';
import type { Blender, Packed } from './blender.ts';

/** Tensors of a layer by the part that they are, such as `weight`. */
export type LayerTensors = ReadonlyMap<string, Tensor>;

/** A layer's tensors on their way to the GPU. */
export interface LayerWeights {
  /** Bytes that were uploaded. */
  readonly bytes: number;
  /** Whether they lie between two ends. */
  readonly blends: boolean;
  /** All of the layer. */
  readonly tensors: LayerTensors;
  /** A tensor by its part, `weight` or `bias`; undefined where the file has none. */
  tensor(part: string): Tensor | undefined;
  /**
   * Makes a buffer of what `pack` arranges from the layer's tensors. It is called again for the tensors of the second end,
   * where there is one.
   */
  upload(part: string, pack: (tensors: LayerTensors) => Packed): GPUBuffer;
}

/** Where the buffers of {@link createLayerWeights} go. With `ends` they are blended. */
export type WeightPlace = {
  gpu: Gpu;
  pool: ResourcePool;
  label: string;
  ends?: { tensors: LayerTensors; blender: Blender } | undefined;
};

export function createLayerWeights(place: WeightPlace, tensors: LayerTensors): LayerWeights {
  const { gpu, pool, label, ends } = place;
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    blends: ends !== undefined,
    tensors,
    tensor: (part) => tensors.get(part),
    upload(part, pack) {
      const data = pack(tensors);
      const end = ends && pack(ends.tensors);
      const usage = bufferUsage.storage | bufferUsage.uniform | bufferUsage.copyDst;
      const buffer = pool.buffer({ label: `${label} ${part}`, size: data.byteLength, usage });
      gpu.device.queue.writeBuffer(buffer, 0, data);
      bytes += data.byteLength;
      if (end) ends.blender.add(`${label} ${part}`, data, end, buffer);
      return buffer;
    },
  };
}

/** Throws `invalid-argument` for a weight that is not a finite number of the format. */
export function requireFinite(what: string, values: Float32Array, format: 'f16' | 'f32'): void {
  const limit = format === 'f16' ? 65504 : Number.MAX_VALUE;
  const at = values.findIndex((value) => !(Math.abs(value) <= limit));
  if (at < 0) return;
  throw new FrameloomError(
    'invalid-argument',
    `${what} number ${at} is ${show(values[at])}, not a finite ${format} number. Train or export the model again.`,
  );
}
