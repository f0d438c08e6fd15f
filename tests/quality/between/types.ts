import type { FrameCamera } from '@frameloom/interpolate';
import type { Size } from '../engine/platform.ts';

/** A rendered frame, as a frame generator receives it. */
export type Rendered = {
  readonly index: number;
  /** Display-referred RGBA bytes of display size: the reference picture of this frame. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** The same as rgba8unorm. */
  readonly color: GPUTexture;
  /** The same without the HUD, where there is one. */
  readonly hudless: GPUTexture | undefined;
  /** Depth and motion since the rendered frame before, as the three.js layer has them, one sample a pixel at render size. */
  readonly depth: GPUTexture;
  readonly velocity: GPUTexture;
  /** Light that was added over surfaces, as that layer tells it. */
  readonly additive: GPUTexture;
  readonly camera: FrameCamera;
  /** A new shot began after the rendered frame before. */
  readonly cut: boolean;
};

/** What a method is made with. */
export type BetweenContext = { readonly device: GPUDevice; readonly size: Size; readonly renderSize: Size };

/** One method at work on one sequence. */
export type BetweenRun = {
  /** Takes the next rendered frame. */
  add(frame: Rendered): Promise<void>;
  /** The picture at `t` between the last two rendered frames, RGBA bytes. */
  make(t: number): Promise<Uint8Array<ArrayBuffer>>;
  dispose(): void;
};

/** A way to get the pictures between. */
export type BetweenMethod = {
  readonly name: string;
  /** One line for the report. */
  readonly summary: string;
  /** Makes the picture after the frame before the last instead: it never sees the frame that follows. */
  readonly ahead?: boolean;
  create(context: BetweenContext): Promise<BetweenRun>;
};
