import { FrameloomError } from '@frameloom/gpu';
import { isNotThereYet } from './frames/unreadable.ts';
import { onEachFrame } from './live/frame-clock.ts';
import { createGovernor } from './live/governor.ts';
import {
  cutShortProblem,
  isWorthSaying,
  lateProblem,
  passingProblems,
  problemOf,
  smallProblem,
  taintedProblem,
  zeroSizeProblem,
  type VideoProblem,
} from './live/problems.ts';
import { createVideoRenderer } from './live/renderer.ts';
import { acquireSharedGpu } from './live/shared-gpu.ts';
import { createTimingWindow } from './live/window.ts';
import { pictureOptionsOf, requireStrength } from './looks.ts';
import { defaultModel } from './models/source.ts';
import { mirrorCaptions } from './overlay/captions.ts';
import { openForControls } from './overlay/controls.ts';
import { followFullscreen } from './overlay/fullscreen.ts';
import { createLayer } from './overlay/layer.ts';
import { requireScale, scaledSize, scaleLimits, type Size } from './size.ts';
import type { UpscaledVideo, UpscaledVideoState, UpscaleVideoOptions } from './upscaled-video.ts';

/** While an element's size keeps changing, textures follow at most this often, milliseconds. */
const resizeEvery = 150;
/** How often a video that shows no new frames is looked at, milliseconds: it may have moved on the page. */
const lookEvery = 400;
/** Frames in a row that may not be there yet before the video counts as unreadable. */
const mostUnread = 30;

/**
 * Lays a sharper, larger picture over a `<video>`. Its controls, captions and any player around it go on working. Trouble
 * with the video (another origin, DRM, no picture, a codec) never throws: the video plays on, and `problem` says why.
 *
 * @throws FrameloomError `unsupported` without WebGPU; `invalid-argument`.
 */
export async function upscaleVideo(
  element: HTMLVideoElement,
  options: UpscaleVideoOptions = {},
): Promise<UpscaledVideo> {
  if (typeof HTMLVideoElement === 'undefined' || !(element instanceof HTMLVideoElement))
    throw new FrameloomError(
      'invalid-argument',
      `upscaleVideo: give a <video> element, got ${String(element)}.`,
    );
  const { whenLate = 'pass' } = options;
  let scale = options.scale ?? 'fit';
  requireScale('upscaleVideo', scale);
  const colourise = requireStrength('upscaleVideo', options.colourise ?? false);
  let enabled = options.enabled ?? true;
  const { gpu, release } = options.gpu ? { gpu: options.gpu, release: () => {} } : await acquireSharedGpu();
  const model = options.model ?? defaultModel(gpu.tier);
  const layer = createLayer(element);
  const renderer = await createVideoRenderer(gpu, layer.canvas, {
    ...pictureOptionsOf(options),
    // Loaded later: the video is not to wait for them.
    model: 'none',
    colourise: false,
    label: 'video',
    onRebuilt: () => refresh(),
  }).catch((error: unknown) => {
    release();
    throw error;
  });

  const governor = createGovernor();
  const timing = createTimingWindow();
  const listeners = new Set<() => void>();
  const listening = new AbortController();
  let state: UpscaledVideoState = 'waiting';
  let problem: VideoProblem | undefined;
  /** Stays until the source changes. */
  let fatal: VideoProblem | undefined;
  /** Worth telling, but in nobody's way. */
  let note: VideoProblem | undefined;
  let lastTime = 0;
  let isOnScreen = true;
  let displaySize: Size = { width: 0, height: 0 };
  let sizedAt = Number.NEGATIVE_INFINITY;
  const counts = { frames: 0, dropped: 0, passed: 0 };
  /** Frames in a row that could not be read. */
  let unread = 0;

  function become(next: UpscaledVideoState, why?: VideoProblem): void {
    const now = why ?? note;
    layer.show(next === 'active');
    const isSame = problem?.message === now?.message || (problem?.code === 'late' && now?.code === 'late');
    if (state === next && isSame) return;
    if (now && now.message !== problem?.message && isWorthSaying(now)) console.warn(now.message);
    [state, problem] = [next, now];
    for (const listener of listeners) listener();
  }

  const sourceSize = (): Size => ({ width: element.videoWidth, height: element.videoHeight });

  /** What stands in the way at the moment. */
  function obstacle(): VideoProblem | undefined {
    const { ownerDocument } = element;
    if (ownerDocument.pictureInPictureElement === element) return passingProblems.pictureInPicture;
    if (!renderer.ready) return passingProblems.deviceLost;
    if (!isOnScreen && element.clientWidth > 0) return passingProblems.offScreen;
    return undefined;
  }

  /** Pixels to draw, following the element; undefined where there is nothing to enlarge. */
  function chooseSize(source: Size): Size | undefined {
    const painted = layer.place(source);
    if (painted.width < 1) return void become('passing', zeroSizeProblem(element));
    const factor = scale === 'fit' ? painted.width / source.width : scale;
    if (factor < scaleLimits.min) return void become('passing', smallProblem(source));
    const wanted = scaledSize(source, Math.min(factor, scaleLimits.max));
    const now = performance.now();
    const settled = scale !== 'fit' || displaySize.width === 0 || now - sizedAt >= resizeEvery;
    if (settled && (wanted.width !== displaySize.width || wanted.height !== displaySize.height)) {
      displaySize = wanted;
      sizedAt = now;
    }
    return displaySize;
  }

  /** @param judged Whether the frame is one of a running video, which may be late. */
  function present(judged: boolean): void {
    if (state === 'disposed') return;
    if (!enabled) return become('off');
    fatal ??= problemOf(element);
    if (fatal) return become('failed', fatal);
    if (element.readyState < 2) return;
    const why = obstacle();
    if (why) return become('passing', why);
    const source = sourceSize();
    const display = chooseSize(source);
    if (!display) return;
    const verdict = judged ? governor.judge(performance.now(), renderer.inFlight) : 'show';
    if (whenLate === 'pass' && (verdict === 'pass' || verdict === 'probe')) {
      counts.passed += 1;
      become('passing', late());
      if (verdict === 'pass') return;
    } else if (verdict !== 'show' && renderer.inFlight > 1) {
      counts.dropped += 1;
      return;
    }
    try {
      void renderer.draw(element, source, display).then(finished, failed);
    } catch (error) {
      return failed(error);
    }
    if (verdict === 'probe' && whenLate === 'pass') return;
    counts.frames += 1;
    become('active');
  }

  function finished(milliseconds: number): void {
    unread = 0;
    timing.add(milliseconds);
    governor.finished(milliseconds);
  }

  function failed(error: unknown): void {
    if (state === 'disposed') return;
    // The next frame, or the timer, tries again.
    if (isNotThereYet(error) && ++unread < mostUnread) return;
    if (error instanceof FrameloomError && error.code === 'invalid-argument') fatal = taintedProblem(element);
    else if (renderer.ready) fatal = { code: 'decoding', message: `upscaleVideo: ${String(error)}` };
    become(fatal ? 'failed' : 'passing', fatal ?? obstacle());
  }

  const late = (): VideoProblem => lateProblem(timing.read().p50, governor.interval);

  function refresh(): void {
    if (state !== 'disposed') present(false);
  }

  /** A paused video is told again how badly it was treated, once that can be seen. */
  function refreshWhenSeeing(): void {
    if (renderer.restoration === 'auto') void renderer.whenSeeing().then((sees) => sees && refresh());
  }

  function restart(): void {
    fatal = undefined;
    unread = 0;
    if (note?.code !== 'model') note = undefined;
    lastTime = 0;
    renderer.reset();
    displaySize = { width: 0, height: 0 };
    governor.reset();
    timing.reset();
    if (enabled) become('waiting');
  }

  /** What moves the element without a new frame: layout, fullscreen, a pause. */
  function look(): void {
    if (state === 'disposed' || !enabled) return;
    const before = displaySize;
    if (state === 'active' && layer.visible) {
      if (chooseSize(sourceSize()) !== before) refresh();
    } else if (state !== 'failed' && element.paused) refresh();
  }

  const listen = (names: string, listener: () => void): void => {
    for (const name of names.split(' '))
      element.addEventListener(name, listener, { signal: listening.signal });
  };
  listen('emptied', restart);
  listen('loadeddata resize pause enterpictureinpicture leavepictureinpicture', refresh);
  // A running video tells its next frame itself, and that one may be late.
  listen('seeked', () => {
    renderer.reset();
    if (element.paused) refresh();
  });
  listen('error encrypted loadedmetadata', () => {
    fatal = problemOf(element);
    if (fatal && enabled) become('failed', fatal);
  });
  listen('ended', () => {
    // Hidden pages get no frames, so nothing can be said about the last one.
    if (element.ownerDocument.visibilityState !== 'visible' || !isOnScreen) return;
    note = cutShortProblem(element, lastTime) ?? note;
    refresh();
  });
  const resized = new ResizeObserver(look);
  resized.observe(element);
  const seen = new IntersectionObserver(([entry]) => {
    const wasOnScreen = isOnScreen;
    isOnScreen = entry?.isIntersecting ?? true;
    if (isOnScreen !== wasOnScreen) refresh();
  });
  seen.observe(element);
  const timer = setInterval(look, lookEvery);
  const stop = [
    onEachFrame(element, ({ mediaTime }) => {
      lastTime = mediaTime;
      present(true);
    }),
    openForControls(element, layer.root),
    mirrorCaptions(element, layer.root),
    followFullscreen(element, layer.root, look),
    () => listening.abort(),
    () => resized.disconnect(),
    () => seen.disconnect(),
    () => clearInterval(timer),
  ];

  const upscaled: UpscaledVideo = {
    element,
    canvas: layer.canvas,
    get enabled() {
      return enabled;
    },
    set enabled(next) {
      enabled = next;
      governor.reset();
      if (state === 'disposed') return;
      if (next) become('waiting');
      present(false);
    },
    get scale() {
      return scale;
    },
    set scale(next) {
      requireScale('upscaleVideo', next);
      scale = next;
      displaySize = { width: 0, height: 0 };
      refresh();
    },
    get sharpness() {
      return renderer.sharpness;
    },
    set sharpness(next) {
      renderer.sharpness = next;
      refresh();
    },
    get restoration() {
      return renderer.restoration;
    },
    set restoration(next) {
      renderer.restoration = next;
      refresh();
      refreshWhenSeeing();
    },
    get colourise() {
      return renderer.colourise;
    },
    get state() {
      return state;
    },
    get problem() {
      return problem;
    },
    get stats() {
      return {
        sourceSize: sourceSize(),
        displaySize,
        model: renderer.model,
        macsPerPixel: renderer.macsPerPixel,
        ...counts,
        frameMs: timing.read(),
        memoryBytes: renderer.memoryBytes,
      };
    },
    async setModel(next, loading) {
      await renderer.setModel(next, loading);
      refreshWhenSeeing();
      note = undefined;
      governor.reset();
      timing.reset();
      refresh();
      for (const listener of listeners) listener();
    },
    async setColourise(strength, loading) {
      const done = renderer.setColourise(strength, loading);
      await done;
      timing.reset();
      governor.reset();
      refresh();
    },
    refresh,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      if (state === 'disposed') return;
      stop.forEach((end) => end());
      renderer.dispose();
      layer.dispose();
      become('disposed');
      listeners.clear();
      release();
    },
  };
  present(false);
  const tellOf = (lack: string) => (error: unknown) => {
    if (state === 'disposed' || (error instanceof FrameloomError && error.code === 'aborted')) return;
    note = { code: 'model', message: `upscaleVideo: ${lack}, since it could not be had. ${String(error)}` };
    become(state, problem);
  };
  if (model !== 'none') void upscaled.setModel(model).catch(tellOf('frames are resampled without a network'));
  if (colourise > 0)
    void upscaled.setColourise(colourise).catch(tellOf('frames stay grey without the network for colour'));
  return upscaled;
}
