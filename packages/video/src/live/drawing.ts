import { FrameloomError, type Gpu } from '@frameloom/gpu';
import type { FrameSource } from '../frames/frame-source.ts';
import type { Size } from '../size.ts';
import { drawBetween, drawFrame, keepFrame, releaseParts, type Parts } from './parts.ts';

/** What a renderer draws. */
export type Drawing = {
  readonly memoryBytes: number;
  /** Submitted frames that the GPU has not finished. */
  readonly inFlight: number;
  /** False between a device loss and the end of the rebuild. */
  readonly ready: boolean;
  /**
   * Draws the current frame of `source` and sets the canvas size to `display`.
   *
   * @returns Resolves to the milliseconds from the call until the GPU finished.
   * @throws FrameloomError `unsupported` if scripts may not read the video.
   */
  draw(source: FrameSource, size: Size, display: Size): Promise<number>;
  /** Whether frames can be made between others: `keep` and `drawBetween` may be called. */
  readonly generates: boolean;
  /** Takes the current frame of `source` as the newer one of two. `isJump`: nothing is between it and the one before. */
  keep(source: FrameSource, size: Size, isJump: boolean): void;
  /** Draws what lies at `t` between the last two frames that were kept, 0 the older … 1 the newer one. Resolves as `draw`. */
  drawBetween(t: number, display: Size): Promise<number>;
};

/** Draws with the parts that there are. */
export function createDrawing(
  gpu: Gpu,
  canvas: HTMLCanvasElement | OffscreenCanvas,
  label: string,
  live: LiveParts,
): Drawing {
  /** Unfinished frames, of the parts that they were drawn with: after a loss none is left. */
  let unfinished: { parts: Parts | undefined; count: number } = { parts: undefined, count: 0 };
  const usable = (): Parts => {
    if (live.parts) return live.parts;
    throw new FrameloomError('device-lost', `${label}: the GPU device went away; wait until it is back.`);
  };
  const follow = (draw: (parts: Parts) => Promise<number>): Promise<number> => {
    const parts = usable();
    const done = draw(parts);
    if (unfinished.parts !== parts) unfinished = { parts, count: 0 };
    const counted = unfinished;
    counted.count += 1;
    return done.finally(() => void (counted.count -= 1));
  };
  return {
    get memoryBytes() {
      if (!live.parts) return 0;
      const { importer, upscaler, between } = live.parts;
      return importer.bytes + upscaler.memoryBytes + (between?.bytes ?? 0) + canvas.width * canvas.height * 4;
    },
    get ready() {
      return live.parts !== undefined && !gpu.isLost;
    },
    get generates() {
      return live.parts?.between !== undefined;
    },
    get inFlight() {
      return unfinished.parts === live.parts ? unfinished.count : 0;
    },
    draw: (source, size, display) =>
      follow((parts) => drawFrame(gpu, parts, label, { source, size, display })),
    keep: (source, size, isJump) => keepFrame(gpu, usable(), label, { source, size, isJump }),
    drawBetween: (t, display) => follow((parts) => drawBetween(gpu, parts, label, { t, display })),
  };
}

/** The parts of a renderer, which are made anew when the device was lost. */
export type LiveParts = { readonly parts: Parts | undefined; dispose(): void };

/** Builds the parts, and again after each loss of the device. */
export async function keepParts(
  gpu: Gpu,
  build: () => Promise<Parts>,
  rebuilt: () => void,
): Promise<LiveParts> {
  let parts: Parts | undefined = await build();
  let isDisposed = false;
  const stopListening = [
    gpu.onLost(() => {
      if (parts) releaseParts(parts);
      parts = undefined;
    }),
    gpu.onRebuild(async () => {
      if (isDisposed) return;
      const built = await build();
      if (isDisposed || gpu.isLost) return releaseParts(built);
      parts = built;
      rebuilt();
    }),
  ];
  return {
    get parts() {
      return parts;
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      stopListening.forEach((stop) => stop());
      if (!parts) return;
      if (!gpu.isLost) parts.canvas.context.unconfigure();
      releaseParts(parts);
      parts = undefined;
    },
  };
}
