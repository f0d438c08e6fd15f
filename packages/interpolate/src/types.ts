import type { PassTimer } from '@frameloom/gpu';
import type { LoadProgress } from '@frameloom/gpu/files';
import type { Size } from '@frameloom/gpu/frame';
import type { FrameCamera } from './camera.ts';
import type { InterpolatorCheckWarning } from './check/rules.ts';
import type { ModelSource, ModelState } from './model-source.ts';

/** What {@link createInterpolator} fixes for the life of an interpolator. */
export type InterpolatorOptions = {
  /** Size of colour and of the generated frames, pixels. */
  displaySize: Size;
  /** Largest size of depth and motion that will come, pixels; memory is allocated for it. Default: displaySize. */
  maxRenderSize?: Size;
  /** Colour is linear and unbounded, or already display-referred in 0…1 (`false`, the default: frames are usually finished). */
  hdr?: boolean;
  /**
   * A network that chooses among the warped candidates; `'standard'` comes with the package. It loads in the background, and
   * frames before it is ready are blended analytically, as are those of `extrapolate()`. Default `'none'`.
   */
  model?: ModelSource;
  /** Progress of the model's download, bytes. */
  onModelProgress?: (progress: LoadProgress) => void;
  /** Look for integration mistakes and report them through `onWarning`. Costs a pass and a readback. Default `false`. */
  check?: boolean;
  /** Prefix of GPU labels and owner in the memory account. Default `interpolate`. */
  label?: string;
};

/** A real frame. Textures are borrowed until the encoder that it is recorded into is submitted; afterwards they may be written again. */
export type RealFrame = {
  /** The finished picture, displaySize, any float-filterable format. */
  color: GPUTexture;
  /** Depth, a depth format; texels [0, renderSize) are read. */
  depth: GPUTexture;
  /** Motion of the same pixels since the last real frame, rg, without jitter. */
  motionVectors: GPUTexture;
  /**
   * Light that was added over the surface of a pixel, r, 0…1, as large as depth: sparks, flares, beams. Their motion is not that of
   * what is behind them; where that does not explain the light, both frames are blended at rest. Optional.
   */
  additive?: GPUTexture;
  /** The camera of this frame, without jitter. */
  camera: FrameCamera;
  /** Pixels of depth and motion. Default: the size of the depth texture. */
  renderSize?: Size;
  /** Render pixels, x right, y down: texel i of depth holds the scene at i + 0.5 + jitterOffset. Default 0, 0. */
  jitterOffset?: { x: number; y: number };
  /** uvPrevious = uv + motionVectors · scale. Default (−0.5, 0.5): three's velocity, current − previous in NDC. */
  motionVectorScale?: { x: number; y: number };
  /** The picture without its HUD, displaySize. Where both frames bring it, what differs from `color` is HUD and is not moved. */
  hudlessColor?: GPUTexture;
  /** A camera cut, teleport or level change: nothing is generated between this frame and the one before. */
  reset?: boolean;
  /** Steps by one per real frame; any other step counts as `reset`. Optional. */
  frameID?: number;
};

/** Names of the pictures that `interpolator.debug` can show instead of the result. */
export type InterpolatorDebugView =
  | 'none'
  | 'motion'
  | 'flow'
  | 'holes'
  | 'disocclusion'
  | 'weights'
  | 'previous'
  | 'current';

/** A generated frame. */
export type GeneratedFrame = {
  /** Time between the previous real frame, 0, and the current one, 1. */
  t: number;
  /** The camera at `t`, where it is known; otherwise everything moves straight. */
  camera?: FrameCamera;
  /** HUD to lay over the result, displaySize, premultiplied alpha. */
  ui?: GPUTexture;
  /** Where to write, rgba16float with STORAGE_BINDING, displaySize. Default: `interpolator.output`. */
  output?: GPUTexture;
};

/** A frame after the newest real one. */
export type ExtrapolatedFrame = Omit<GeneratedFrame, 't'> & {
  /** How far after the newest real frame, in intervals between real frames, above 0 to 2. Default 0.5. */
  ahead?: number;
};

/** Makes frames between real ones and after the newest. */
export interface Interpolator {
  readonly displaySize: Size;
  /** The interpolator's own output, rgba16float at displaySize. Replaced by `resize()`. Made when it is first asked for. */
  readonly output: GPUTexture;
  /** What generated frames show; default `none`, the picture. */
  debug: InterpolatorDebugView;
  /** GPU memory held, bytes. */
  readonly memoryBytes: number;
  /** What has become of the network; `'failed'` leaves the analytic blend. */
  readonly modelState: ModelState;
  /** What the checker has found so far; empty without `check`. */
  readonly warnings: readonly InterpolatorCheckWarning[];
  /** Calls `listener` for each mistake that the checker finds, once; returns what ends that. */
  onWarning(listener: (warning: InterpolatorCheckWarning) => void): () => void;
  /** Settled when the network is ready or has failed; never rejects. */
  readonly modelReady: Promise<void>;
  /** Whether there is a pair of real frames to generate between: false at first and after a reset. */
  readonly isReady: boolean;
  /**
   * Records the analysis of a real frame. Any number of real and generated frames can be recorded before a submit, in one
   * encoder or several, as long as they are submitted in that order. A wrong argument throws, and nothing is recorded.
   * @throws FrameloomError `invalid-size`, `invalid-texture`, `invalid-argument`, `disposed`.
   */
  addFrame(encoder: GPUCommandEncoder, frame: RealFrame, timer?: PassTimer): void;
  /**
   * Records a frame between the last two real ones, any number of times. Where the current one begins a new shot that nobody
   * announced, the nearest real frame is shown.
   * @throws FrameloomError `invalid-argument` for a `t` outside (0, 1) or without a pair (see `isReady`), `invalid-texture`, `disposed`.
   */
  generate(encoder: GPUCommandEncoder, frame: GeneratedFrame, timer?: PassTimer): void;
  /**
   * Records a frame after the newest real one, from its motion and, where given, the camera's newest pose.
   * @throws FrameloomError as `generate`; one real frame is enough.
   */
  extrapolate(encoder: GPUCommandEncoder, frame?: ExtrapolatedFrame, timer?: PassTimer): void;
  /** New size of colour and output; the next frame begins anew. */
  resize(displaySize: Size, maxRenderSize?: Size): void;
  /** Forgets all real frames. */
  reset(): void;
  /** Frees every GPU object; safe to call twice. */
  dispose(): void;
}
