import { createDrawPass, type Gpu } from '@frameloom/gpu';
import cutOutCode from './passes/cut-out/cut-out.wgsl?raw';

/** Gives an enlarged picture the transparency of its source. */
export type CutOut = {
  /** @param target An opaque picture with premultiplied colours; becomes transparent. */
  record(encoder: GPUCommandEncoder, source: GPUTexture, target: GPUTexture): void;
};

/** @param format Format of the targets. */
export async function createCutOut(gpu: Gpu, label: string, format: GPUTextureFormat): Promise<CutOut> {
  const min = { operation: 'min', srcFactor: 'one', dstFactor: 'one' } as const;
  const pass = await createDrawPass(gpu, {
    label: `${label}/cut-out`,
    file: 'cut-out.wgsl',
    code: cutOutCode,
    format,
    blend: { color: min, alpha: min },
    vertexEntryPoint: 'vertex',
  });
  const linearSampler = gpu.device.createSampler({ label, magFilter: 'linear', minFilter: 'linear' });
  return {
    record(encoder, source, target) {
      pass.record(encoder, { source, linearSampler }, target, { loadOp: 'load' });
    },
  };
}
