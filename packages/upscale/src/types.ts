import type { PassTimer } from '@frameloom/gpu';
import type { DepthMode, FrameInputs, Size } from '@frameloom/gpu/frame';
import type { LoadProgress } from '@frameloom/gpu/files';
import type { CheckWarning } from './check-rules.ts';
import type { ModelSource, ModelState } from './model-source.ts';

/** What {@link createUpscaler} fixes for the life of an upscaler. */
export type UpscalerOptions = {
  /** Size of the output, pixels. */
  displaySize: Size;
  /**
   * Largest render size that will come, pixels; allocates once for dynamic resolution. Default: grows to what comes; submit
   * what was recorded before a frame that is larger than all before it, because growing frees what those used.
   */
  maxRenderSize?: Size | undefined;
  /** Default `normal`. */
  depth?: DepthMode;
  /** Default `perspective`. */
  camera?: 'perspective' | 'orthographic';
  /** Colour is linear and unbounded (default), or already display-referred in 0…1 (`false`). */
  hdr?: boolean;
  /**
   * Colour is premultiplied by alpha, as for a picture over a page: both are rebuilt as one, alpha at full precision. Default
   * `false`: alpha is carried along in eight bits and says nothing about colour.
   */
  alpha?: boolean;
  /** Look for integration mistakes and report them through `onWarning`. Costs a pass and a readback. Default `false`. */
  check?: boolean;
  /**
   * A network that decides, per pixel, how to filter new samples and how far to trust history. It loads in the background;
   * until it is there, and where it cannot be had, the analytic path runs. `'standard'` and `'lite'` come with the package. Default `'none'`.
   */
  model?: ModelSource;
  /** Progress of the model's download, bytes. */
  onModelProgress?: (progress: LoadProgress) => void;
  /** Prefix of GPU labels and owner in the memory account. Default `upscale`. */
  label?: string;
};

/** One frame's inputs. Textures are borrowed; texels [0, renderSize) are read. */
export type UpscaleFrame = FrameInputs & {
  /** Optional 1×1 exposure factor in red, for detection; replaces auto-exposure. */
  exposure?: GPUTexture;
  /** Optional mask in red, 0…1: how far history misleads here (particles, glass, animated textures). */
  reactive?: GPUTexture;
  /** Optional colour before transparent objects; the reactive mask is derived from the difference. */
  opaqueColor?: GPUTexture;
  /** Where to write, rgba16float with STORAGE_BINDING, displaySize. Default: `upscaler.output`. */
  output?: GPUTexture;
  /** Contrast-adaptive sharpening of the output, 0 (none) … 1. Default 0.2. */
  sharpness?: number | undefined;
  /** Level-of-detail bias that the application applied to its textures; only the checker reads it. */
  mipBias?: number;
};

/** Names of the pictures that `upscaler.debug` can show instead of the result. */
export type DebugView =
  | 'none'
  | 'motion'
  | 'disocclusion'
  | 'reactive'
  | 'locks'
  | 'accumulation'
  | 'exposure'
  | 'history';

/** A temporal upscaler with its history. */
export interface Upscaler {
  readonly displaySize: Size;
  /**
   * The upscaler's own output, rgba16float at displaySize, linear. Replaced by `resize()`. Made when it is first asked for or
   * written, so that frames with an `output` of their own cost no second one.
   */
  readonly output: GPUTexture;
  /** What the output shows; default `none`, the picture. */
  debug: DebugView;
  /** GPU memory held, bytes. */
  readonly memoryBytes: number;
  /** What has become of the network. */
  readonly modelState: ModelState;
  /**
   * Settles when the network that the options name is in use, or has failed and been reported; at once without one. Never
   * rejects.
   */
  readonly modelReady: Promise<void>;
  /**
   * Changes to another network, or to the analytic path by `'none'`. What is in use goes on until the new one is ready, and
   * history is kept. Submit what was recorded before the promise settles: the old network's memory is freed then.
   *
   * @returns `ready` or `none` once in use, `failed` where it cannot be had (said on the console; what was in use goes on). A
   * later call wins over an earlier one.
   * @throws FrameloomError `invalid-argument`, `disposed`.
   */
  setModel(model: ModelSource): Promise<ModelState>;
  /** What the checker has found so far; empty without `check`. */
  readonly warnings: readonly CheckWarning[];
  /** Calls `listener` for every new finding; returns a function that stops it. */
  onWarning(listener: (warning: CheckWarning) => void): () => void;
  /**
   * Records one frame into `encoder`. Up to 2,048 frames can be recorded before a submit, in one encoder or several, as
   * long as they are submitted in the order in which they were recorded. A frame larger than all before it frees their textures:
   * submit those first, or give `maxRenderSize`. Nothing is recorded and history stays as it was when an argument is wrong.
   * @throws FrameloomError `invalid-size`, `invalid-texture`, `invalid-argument`, `disposed`.
   */
  record(encoder: GPUCommandEncoder, frame: UpscaleFrame, timer?: PassTimer): void;
  /** New output size; history is kept out of the way (the next frame resets). */
  resize(displaySize: Size, maxRenderSize?: Size): void;
  /** Forgets history at the next frame. */
  reset(): void;
  /** Frees every GPU object; safe to call twice. */
  dispose(): void;
}
