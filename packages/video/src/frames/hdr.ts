/** Copies HDR frames with the brightness that the browser gives them on a screen of standard range. */
export type HdrMapper = {
  /** @throws What the browser throws for a video that scripts may not read. */
  copy(device: GPUDevice, frame: VideoFrame, target: GPUTexture): void;
};

/**
 * External textures convert primaries and keep the code values of the transfer function. A 2D canvas maps the brightness as
 * the page's own videos do.
 */
export function createHdrMapper(): HdrMapper {
  let context: OffscreenCanvasRenderingContext2D | undefined;
  return {
    copy(device, frame, target) {
      const { width, height } = target;
      context ??= new OffscreenCanvas(width, height).getContext('2d', { alpha: false }) ?? undefined;
      if (!context) return;
      const { canvas } = context;
      if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
      context.drawImage(frame, 0, 0, width, height);
      device.queue.copyExternalImageToTexture({ source: canvas }, { texture: target }, [width, height]);
    },
  };
}
