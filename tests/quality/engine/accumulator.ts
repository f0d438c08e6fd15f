import type { Size } from './platform.ts';
import code from './accumulate.wgsl?raw';

/** Sums sample images on the GPU and resolves their mean. */
export type Accumulator = {
  /** The resolved mean, linear HDR rgba16float. */
  readonly output: GPUTexture;
  /** Adds one image of the accumulator's size. */
  add(image: GPUTexture): void;
  /** Writes the mean of the samples since the last resolve to `output` and starts over. */
  resolve(): void;
  dispose(): void;
};

/** Creates an accumulator of `samples` images; the mean is taken in reversible tone-mapped space, see accumulate.wgsl. */
export function createAccumulator(device: GPUDevice, size: Size, samples: number): Accumulator {
  const module = device.createShaderModule({ label: 'quality/accumulate', code });
  const pipelineOf = (entryPoint: string, constants: Record<string, number>): GPUComputePipeline =>
    device.createComputePipeline({
      label: `quality/${entryPoint}`,
      layout: 'auto',
      compute: { module, entryPoint, constants },
    });
  const addPipeline = pipelineOf('add', {});
  const resolvePipeline = pipelineOf('resolve', { sampleCount: samples });
  const total = device.createBuffer({
    label: 'quality/accumulate total',
    size: size.width * size.height * 16,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
  });
  const output = device.createTexture({
    label: 'quality/reference',
    size: [size.width, size.height],
    format: 'rgba16float',
    usage: GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_SRC,
  });
  const submit = (pipeline: GPUComputePipeline, entries: GPUBindGroupEntry[], clear: boolean): void => {
    const encoder = device.createCommandEncoder({ label: pipeline.label });
    const pass = encoder.beginComputePass({ label: pipeline.label });
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(Math.ceil(size.width / 8), Math.ceil(size.height / 8));
    pass.end();
    if (clear) encoder.clearBuffer(total);
    device.queue.submit([encoder.finish()]);
  };
  return {
    output,
    add(image) {
      const entries = [
        { binding: 0, resource: image.createView() },
        { binding: 1, resource: { buffer: total } },
      ];
      submit(addPipeline, entries, false);
    },
    resolve() {
      const entries = [
        { binding: 1, resource: { buffer: total } },
        { binding: 2, resource: output.createView() },
      ];
      submit(resolvePipeline, entries, true);
    },
    dispose() {
      total.destroy();
      output.destroy();
    },
  };
}
