import { createDrawPass, FrameloomError, type DrawPass, type Gpu } from '@frameloom/gpu';
import code from './blit.wgsl?raw';

/** A canvas that shows a texture. */
export interface CanvasView {
  /**
   * Shows the texture as it is now. A canvas without pixels shows nothing, and a lost device that will come back neither.
   *
   * @throws FrameloomError `invalid-texture` where the canvas was taken away, for instance by another `configure()`;
   * `device-lost` where the texture is gone with its device.
   */
  draw(): void;
  /** Lets go of the canvas. */
  dispose(): void;
}

/**
 * Prepares a canvas to show a texture. The picture fills the canvas; give the canvas the picture's shape.
 *
 * @param texture The texture, or what returns it: that is asked again when `gpu` has made another device for a lost one,
 * and the view goes on. Make the view after what makes the texture, since `gpu.onRebuild` keeps that order.
 * @throws FrameloomError `invalid-argument` where the canvas has no WebGPU context to give.
 */
export async function createCanvasView(
  gpu: Gpu,
  canvas: HTMLCanvasElement | OffscreenCanvas,
  texture: GPUTexture | (() => GPUTexture),
  label: string = 'world',
): Promise<CanvasView> {
  const context = canvas.getContext('webgpu') as GPUCanvasContext | null;
  if (!context) {
    throw new FrameloomError(
      'invalid-argument',
      `${label}: the canvas has no WebGPU context to give, perhaps since it has one of another kind. Use a fresh canvas.`,
    );
  }
  const canRebuild = typeof texture === 'function' && !gpu.borrowed;
  const find = typeof texture === 'function' ? texture : () => texture;
  const format = navigator.gpu.getPreferredCanvasFormat();
  const compile = (): Promise<DrawPass> =>
    createDrawPass(gpu, {
      label: `${label} canvas`,
      file: 'blit.wgsl',
      code,
      format,
      vertexEntryPoint: 'corner',
      fragmentEntryPoint: 'pixel',
    });
  let { device } = gpu;
  let pass = await compile();
  let picture = find();
  context.configure({ device, format, alphaMode: 'opaque' });

  const draw = (): void => {
    if (canvas.width === 0 || canvas.height === 0) return;
    if (canRebuild && (gpu.isLost || gpu.device !== device)) return;
    const target = currentTexture(context, device, label);
    const encoder = device.createCommandEncoder({ label: `${label} canvas` });
    pass.record(encoder, { picture }, target);
    device.queue.submit([encoder.finish()]);
  };
  const stopListening = gpu.onRebuild(async () => {
    if (!canRebuild) return;
    const next = await compile();
    const isOurs = context.getConfiguration()?.device === device;
    [device, pass, picture] = [gpu.device, next, find()];
    // Another owner may have configured the canvas meanwhile; the next draw() throws then.
    if (!isOurs) return;
    context.configure({ device, format, alphaMode: 'opaque' });
    draw();
  });
  return {
    draw,
    dispose() {
      stopListening();
      // Another owner may have configured the canvas meanwhile.
      if (context.getConfiguration()?.device === device) context.unconfigure();
    },
  };
}

function currentTexture(context: GPUCanvasContext, device: GPUDevice, label: string): GPUTexture {
  const configured = context.getConfiguration()?.device;
  if (configured === device) return context.getCurrentTexture();
  throw new FrameloomError(
    'invalid-texture',
    `${label}: the canvas was ${configured ? 'given to another device' : 'taken away (unconfigured)'}. The level is as it was: play it on this or another canvas again.`,
  );
}
