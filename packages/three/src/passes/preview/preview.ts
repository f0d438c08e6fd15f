import code from './preview.wgsl?raw';

/** Records a bilinear copy of a texture into another of any size (rgba16float, STORAGE_BINDING). */
export interface PreviewPass {
  record(encoder: GPUCommandEncoder, source: GPUTexture, target: GPUTexture): void;
}

/**
 * Compiled synchronously, unlike everything else: eight lines that must be there in the very first frame, which compiles
 * the scene's materials anyway.
 */
export function createPreviewPass(device: GPUDevice): PreviewPass {
  const label = 'three/preview';
  const module = device.createShaderModule({ label, code });
  const pipeline = device.createComputePipeline({ label, layout: 'auto', compute: { module } });
  const sampler = device.createSampler({ label, magFilter: 'linear', minFilter: 'linear' });
  return {
    record(encoder, source, target) {
      const bindings = [source.createView(), sampler, target.createView()];
      const pass = encoder.beginComputePass({ label });
      pass.setPipeline(pipeline);
      pass.setBindGroup(
        0,
        device.createBindGroup({
          label,
          layout: pipeline.getBindGroupLayout(0),
          entries: bindings.map((resource, binding) => ({ binding, resource })),
        }),
      );
      pass.dispatchWorkgroups(Math.ceil(target.width / 8), Math.ceil(target.height / 8));
      pass.end();
    },
  };
}
