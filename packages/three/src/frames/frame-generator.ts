import type { Texture } from 'three/webgpu';
import type { PassTiming } from '@frameloom/gpu';
import type { FramePacerStats, InterpolatorDebugView, PacerPause, Shown } from '@frameloom/interpolate';

/** What a generator is doing. */
export type FrameGeneratorStats = Omit<FramePacerStats, 'pause'> & {
  /** Why nothing is generated just now. */
  pause: PacerPause | 'loading' | 'disabled' | 'unsupported' | undefined;
  /** GPU time per pass, ms; empty where the device has no timestamp queries. */
  gpuMs: Record<string, PassTiming>;
  /** GPU memory held, bytes, with two rendered pictures and a generated one. */
  memoryBytes: number;
};

/** Shows more frames than are rendered. */
export interface FrameGenerator {
  /** `false` renders and shows every frame. */
  enabled: boolean;
  /** What generated frames show; default `none`, the picture. */
  debug: InterpolatorDebugView;
  /** What the last callback showed. */
  readonly shown: Shown;
  /** The newest rendered picture, as finished as it is shown; undefined until frames are generated. */
  readonly rendered: Texture | undefined;
  /** Rates, counts, latency, cost, and why nothing is generated just now. */
  readonly stats: FrameGeneratorStats;
  /** Resolves when frames can be generated; until then every frame is rendered. Rejects when they never can. */
  readonly ready: Promise<void>;
  /**
   * The callback for `renderer.setAnimationLoop()`. `update` poses the world for the time in ms that it gets, and is called only
   * for frames that are rendered; the pipeline is rendered after it, to where the renderer draws.
   */
  loop(update: (time: number) => void): (time: number) => void;
  /** The next rendered frame begins a shot: a camera cut, a teleport, another level. */
  cut(): void;
  /** Frees every GPU object of the generator. Safe to call twice. */
  dispose(): void;
}
