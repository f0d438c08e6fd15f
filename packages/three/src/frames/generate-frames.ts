import type { Renderer, RenderPipeline } from 'three/webgpu';
import { FrameloomError } from '@frameloom/gpu';
import {
  createFramePacer,
  type FramePacer,
  type InterpolatorDebugView,
  type ModelSource,
  type Shown,
} from '@frameloom/interpolate';
import { deferred, type Deferred } from '../deferred.ts';
import { readDisplaySize } from '../driver-frame.ts';
import { isWebGpu } from '../three-gpu.ts';
import type { FrameGenerator } from './frame-generator.ts';
import { readSources, type FrameSources, type GenerateFramesOptions } from './options.ts';
import { createPictures, type Pictures } from './pictures.ts';
import { openSession, type GeneratorSession } from './session.ts';
import { watchShift, type SubPixelShift } from './sub-pixel.ts';

/** What the methods of one generator work on. */
type Parts = {
  renderer: Renderer;
  pipeline: RenderPipeline;
  sources: FrameSources;
  model: ModelSource;
  shift: SubPixelShift;
  pacer: FramePacer;
  pictures: Pictures | undefined;
  session: GeneratorSession | undefined;
  opening: Promise<void> | undefined;
  shown: Shown;
  debug: InterpolatorDebugView;
  enabled: boolean;
  isCut: boolean;
  isDisposed: boolean;
};

/**
 * Shows more frames than are rendered: renders a pipeline in one of every few refreshes of the display and generates frames for
 * the others from motion and depth.
 *
 * ```ts
 * const frames = generateFrames(pipeline, { node: upscaleNode });
 * renderer.setAnimationLoop(frames.loop((time) => world.animate(time)));
 * ```
 *
 * A heads-up display stays sharp, and moves at the display's rate, when it is DOM. Without WebGPU every frame is rendered.
 *
 * @throws FrameloomError `invalid-argument`.
 */
export function generateFrames(pipeline: RenderPipeline, options: GenerateFramesOptions): FrameGenerator {
  const sources = readSources(pipeline, options);
  const parts: Parts = {
    renderer: pipeline.renderer as Renderer,
    pipeline,
    sources,
    model: options.model ?? 'none',
    shift: watchShift(options.node?.scenePass, sources.camera),
    pacer: createFramePacer(options),
    pictures: undefined,
    session: undefined,
    opening: undefined,
    shown: 'current',
    debug: 'none',
    enabled: true,
    isCut: false,
    isDisposed: false,
  };
  const ready = deferred();
  return {
    ready: ready.promise,
    get enabled() {
      return parts.enabled;
    },
    set enabled(value) {
      if (value !== parts.enabled) parts.pacer.reset();
      parts.enabled = value;
    },
    get debug() {
      return parts.debug;
    },
    set debug(view) {
      if (parts.session) parts.session.debug = view;
      parts.debug = view;
    },
    get shown() {
      return parts.shown;
    },
    get rendered() {
      return pauseOf(parts) === undefined ? parts.pictures?.current : undefined;
    },
    get stats() {
      const { pacer, session, pictures } = parts;
      return {
        ...pacer.stats,
        pause: pauseOf(parts) ?? pacer.stats.pause,
        gpuMs: session?.gpuMs ?? {},
        memoryBytes: (session?.bytes ?? 0) + (session ? (pictures?.bytes ?? 0) : 0),
      };
    },
    loop: (update) => (time) => {
      if (parts.isDisposed) {
        throw new FrameloomError('disposed', 'generateFrames: disposed. Set another animation loop.');
      }
      runFrame(parts, update, time, ready);
    },
    cut() {
      parts.isCut = true;
    },
    dispose() {
      if (parts.isDisposed) return;
      parts.isDisposed = true;
      parts.shift.dispose();
      parts.session?.dispose();
      parts.pictures?.dispose();
      ready.reject(new FrameloomError('disposed', 'generateFrames: disposed before it was ready.'));
    },
  };
}

function runFrame(parts: Parts, update: (time: number) => void, time: number, ready: Deferred): void {
  const { renderer, pipeline, pacer } = parts;
  if (pauseOf(parts) !== undefined) {
    parts.shown = 'current';
    update(time);
    pipeline.render();
    open(parts, ready);
    return;
  }
  const pictures = (parts.pictures ??= createPictures(renderer));
  if (pictures.setSize(readDisplaySize(renderer))) {
    pacer.reset();
    parts.isCut = true;
  }
  if (pacer.tick(time)) {
    update(time);
    pictures.render(pipeline);
    if (parts.isCut) parts.session?.cut();
    parts.isCut = false;
    if (parts.session?.add(pictures.current) !== true) pacer.cut();
  }
  const shown = (parts.shown = pacer.present());
  if (typeof shown === 'object') {
    parts.session?.make(shown.generated, pictures.generated);
    pictures.show(pictures.generated);
  } else if (shown !== 'same') pictures.show(pictures[shown]);
}

/** Why every frame is rendered straight to the screen. */
function pauseOf({ renderer, session, enabled }: Parts): 'loading' | 'disabled' | 'unsupported' | undefined {
  if (!enabled) return 'disabled';
  if (session !== undefined) return undefined;
  return isWebGpu(renderer) ? 'loading' : 'unsupported';
}

/** Starts compiling, once; the sources have their textures by now. */
function open(parts: Parts, ready: Deferred): void {
  if (parts.opening !== undefined || pauseOf(parts) !== 'loading') return;
  const { renderer, sources, shift, model } = parts;
  parts.opening = openSession(renderer, sources, shift, readDisplaySize(renderer), model).then(
    (session) => {
      if (parts.isDisposed) session.dispose();
      else {
        session.debug = parts.debug;
        parts.session = session;
      }
      ready.resolve();
    },
    (reason: unknown) => ready.reject(reason),
  );
}
