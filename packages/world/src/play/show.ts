import { FrameloomError, type Gpu } from '@frameloom/gpu';
import code from './blit.wgsl?raw';

/** A canvas that shows a texture. */
export interface CanvasView {
  /**
   * Shows the texture as it is now. A canvas without pixels shows nothing.
   *
   * @throws FrameloomError `invalid-texture` where the canvas was taken away, for instance by another `configure()`.
   */
  draw(): void;
  /** Lets go of the canvas. */
  dispose(): void;
}

/**
 * Prepares a canvas to show a texture. The picture fills the canvas; give the canvas the picture's shape.
 *
 * @throws FrameloomError `invalid-argument` where the canvas has no WebGPU context to give.
 */
export async function createCanvasView(
  gpu: Gpu,
  canvas: HTMLCanvasElement | OffscreenCanvas,
  texture: GPUTexture,
  label: string = 'world',
): Promise<CanvasView> {
  const context = canvas.getContext('webgpu') as GPUCanvasContext | null;
  if (!context) {
    throw new FrameloomError(
      'invalid-argument',
      `${label}: the canvas has no WebGPU context to give, perhaps since it has one of another kind. Use a fresh canvas.`,
    );
  }
  const { device } = gpu;
  const format = navigator.gpu.getPreferredCanvasFormat();
  const module = device.createShaderModule({ label: `${label} canvas`, code });
  const pipeline = await device.createRenderPipelineAsync({
    label: `${label} canvas`,
    layout: 'auto',
    vertex: { module, entryPoint: 'corner' },
    fragment: { module, entryPoint: 'pixel', targets: [{ format }] },
  });
  context.configure({ device, format, alphaMode: 'opaque' });
  const group = device.createBindGroup({
    label: `${label} canvas`,
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: texture.createView() }],
  });
  return {
    draw() {
      if (canvas.width === 0 || canvas.height === 0) return;
      const view = currentView(context, device, label);
      const encoder = device.createCommandEncoder({ label: `${label} canvas` });
      const pass = encoder.beginRenderPass({
        label: `${label} canvas`,
        colorAttachments: [{ view, loadOp: 'clear', storeOp: 'store' }],
      });
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.draw(3);
      pass.end();
      device.queue.submit([encoder.finish()]);
    },
    dispose() {
      // Somebody else may have it by now.
      if (context.getConfiguration()?.device === device) context.unconfigure();
    },
  };
}

function currentView(context: GPUCanvasContext, device: GPUDevice, label: string): GPUTextureView {
  const configured = context.getConfiguration()?.device;
  if (configured === device) return context.getCurrentTexture().createView();
  throw new FrameloomError(
    'invalid-texture',
    `${label}: the canvas was ${configured ? 'given to another device' : 'taken away (unconfigured)'}. The level is as it was: play it on this or another canvas again.`,
  );
}
