import { requireOptions, requireText } from '../arguments.ts';
import type { Gpu } from '../gpu.ts';
import { liveDevice } from '../internals.ts';
import { compilePipeline, requireConstants, requireSameDevice } from '../shader/compile.ts';
import { linkShader } from '../shader/link.ts';
import { reflectBindings } from '../shader/reflect.ts';
import type { PassTimer } from '../timer.ts';
import { createBindCache, type PassBindings } from './bind-cache.ts';
import type { PassOptions } from './pass.ts';

/** Options of {@link createDrawPass}. */
export type DrawPassOptions = Omit<PassOptions, 'entryPoint' | 'bindGroups'> & {
  /** Format of the targets. */
  format: GPUTextureFormat;
  /** Default: the colour replaces what is there. */
  blend?: GPUBlendState | undefined;
  /** Vertex entry point. Default `'fullscreenVertex'`, of the library `fullscreen`. */
  vertexEntryPoint?: string | undefined;
  /** Fragment entry point. Default `'fragment'`. */
  fragmentEntryPoint?: string | undefined;
};

/** How a draw treats its target. */
export type DrawTarget = {
  /** Default `'clear'`. */
  loadOp?: GPULoadOp;
  /** With `'clear'`. Default transparent black. */
  clearValue?: GPUColor;
  /** Part of the target, texels. Default: all of it. */
  viewport?: { x: number; y: number; width: number; height: number };
};

/** A compiled full-screen draw that records itself. It lives as long as its device; nothing to dispose. */
export interface DrawPass {
  readonly label: string;
  readonly pipeline: GPURenderPipeline;
  /**
   * Records a render pass that draws one triangle over the target.
   *
   * @throws FrameloomError `invalid-argument`, `wrong-device`, `device-lost`, `disposed`; nothing is recorded then.
   */
  record(
    encoder: GPUCommandEncoder,
    bindings: PassBindings,
    target: GPUTexture | GPUTextureView,
    options?: DrawTarget,
    timer?: PassTimer,
  ): void;
}

/**
 * Compiles a pass that draws one triangle over a target of `format`, which suits canvases: they can be drawn to in every
 * format, which storage textures could not. The shader's first line names the vertex stage: `// uses: fullscreen`.
 *
 * @throws FrameloomError `compilation` with the file and line at fault; `device-lost`, `invalid-argument`, `disposed`.
 */
export async function createDrawPass(gpu: Gpu, options: DrawPassOptions): Promise<DrawPass> {
  requireOptions('createDrawPass', options);
  const { label, constants, format, blend } = options;
  const { vertexEntryPoint = 'fullscreenVertex', fragmentEntryPoint = 'fragment' } = options;
  const shader = linkShader(options);
  requireText(label, 'format', format);
  requireConstants(label, constants);
  const device = liveDevice(label, gpu);
  const pipeline = await compilePipeline(gpu, shader, (owner, module) =>
    owner.createRenderPipelineAsync({
      label,
      layout: 'auto',
      vertex: { module, entryPoint: vertexEntryPoint },
      fragment: {
        module,
        entryPoint: fragmentEntryPoint,
        targets: [{ format, ...(blend && { blend }) }],
        ...(constants && { constants }),
      },
    }),
  );
  const bindings = reflectBindings(shader.code, [vertexEntryPoint, fragmentEntryPoint]);
  const groups = createBindCache(device, label, pipeline, bindings);

  return {
    label,
    pipeline,
    record(encoder, resources, target, { loadOp = 'clear', clearValue, viewport } = {}, timer) {
      requireSameDevice(label, gpu, device);
      const group = groups.get(resources);
      const timestampWrites = timer?.pass(label);
      const pass = encoder.beginRenderPass({
        label,
        colorAttachments: [
          {
            view: 'createView' in target ? target.createView() : target,
            loadOp,
            storeOp: 'store',
            ...(clearValue && { clearValue }),
          },
        ],
        ...(timestampWrites && { timestampWrites }),
      });
      pass.setPipeline(pipeline);
      if (group) pass.setBindGroup(0, group);
      if (viewport) pass.setViewport(viewport.x, viewport.y, viewport.width, viewport.height, 0, 1);
      pass.draw(3);
      pass.end();
    },
  };
}
