import { createKernel } from '@frameloom/gpu';
import type { Gpu, KernelResource, PassTimer } from '@frameloom/gpu';
import type { Size } from '../size.ts';
import fullscreen from './fullscreen.wgsl?raw';

/** Pixels of one workgroup along x and y, the same in every compute shader of this package. */
const tile = 8;

/** A compiled pass that writes one texture or buffer. */
export type ComputePass = {
  /** Records one dispatch that covers `size` invocations; `resources[i]` is binding i. */
  record(
    encoder: GPUCommandEncoder,
    resources: readonly KernelResource[],
    size: Size,
    timer?: PassTimer,
  ): void;
};

/** A compiled pass that draws over the whole of a target. */
export type DrawPass = {
  record(encoder: GPUCommandEncoder, resources: readonly GPUBindingResource[], target: GPUTexture): void;
};

type PassOptions = { label: string; code: string; constants?: Record<string, number> };

/** How the compute passes write colours: eight bits a channel, or half floats where eight are too few. */
export type StoredFormat = 'rgba8unorm' | 'rgba16float';

/** First line of a compute shader that stores colours. */
export function storedAlias(format: StoredFormat): string {
  return `alias Stored = texture_storage_2d<${format}, write>;\n`;
}

/** Compiles a compute pass with the entry point `main`. Throws FrameloomError `compilation`. */
export async function createComputePass(gpu: Gpu, options: PassOptions): Promise<ComputePass> {
  const kernel = await createKernel(gpu, options);
  return {
    record(encoder, resources, size, timer) {
      const timestampWrites = timer?.pass(options.label);
      const pass = encoder.beginComputePass({
        label: options.label,
        ...(timestampWrites && { timestampWrites }),
      });
      pass.setPipeline(kernel.pipeline);
      pass.setBindGroup(0, kernel.bind(resources));
      pass.dispatchWorkgroups(Math.ceil(size.width / tile), Math.ceil(size.height / tile));
      pass.end();
    },
  };
}

/**
 * Compiles a pass that draws one triangle over a target of `format`, coloured by the entry point `fragment`. Canvases
 * take that in every format, which storage textures would not.
 */
export async function createDrawPass(
  gpu: Gpu,
  options: PassOptions & { format: GPUTextureFormat },
): Promise<DrawPass> {
  const { device } = gpu;
  const { label, code, constants, format } = options;
  const module = device.createShaderModule({ label, code: `${fullscreen}\n${code}` });
  const pipeline = await device.createRenderPipelineAsync({
    label,
    layout: 'auto',
    vertex: { module, entryPoint: 'fullscreenVertex' },
    fragment: { module, entryPoint: 'fragment', targets: [{ format }], ...(constants && { constants }) },
  });
  const layout = pipeline.getBindGroupLayout(0);
  return {
    record(encoder, resources, target) {
      const entries = resources.map((resource, binding) => ({ binding, resource }));
      const pass = encoder.beginRenderPass({
        label,
        colorAttachments: [{ view: target.createView(), loadOp: 'clear', storeOp: 'store' }],
      });
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, device.createBindGroup({ label, layout, entries }));
      pass.draw(3);
      pass.end();
    },
  };
}
