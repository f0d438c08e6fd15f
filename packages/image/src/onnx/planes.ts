import { createPass, type Gpu, type Slice } from '@frameloom/gpu';
import code from './planes.wgsl?raw';

/** What is copied between samples and the planes of onnxruntime. */
export type PlanesOptions = {
  pixels: number;
  channels: number;
  /** Whether planes hold halves. */
  isHalf: boolean;
  direction: 'to-planes' | 'to-sample';
  scale?: number;
  offset?: number;
};

/** @throws FrameloomError `compilation`, `device-lost`, `disposed`. */
export async function createPlanes(
  gpu: Gpu,
  options: PlanesOptions,
): Promise<(from: GPUBuffer, to: GPUBuffer) => Slice> {
  const { pixels, channels, isHalf, direction, scale = 1, offset = 0 } = options;
  const isToPlanes = direction === 'to-planes';
  const pass = await createPass(gpu, {
    label: 'image/onnx/planes',
    file: 'planes.wgsl',
    code,
    entryPoint: isToPlanes ? 'toPlanes' : 'toSample',
    constants: { pixels, channels, isHalf: Number(isHalf), scale, offset },
  });
  const count = isToPlanes ? Math.ceil((channels * pixels) / 2) : Math.ceil(channels / 4) * pixels;
  const groups = Math.ceil(count / 64);
  const workgroups = [Math.min(groups, 65535), Math.ceil(groups / 65535), 1] as const;
  return (from, to) => ({
    kind: 'image/onnx/planes',
    bytes: from.size + to.size,
    record: (encoder) =>
      pass.record(encoder, isToPlanes ? { sample: from, written: to } : { planes: from, result: to }, {
        workgroups,
      }),
  });
}
