import { FrameloomError } from '@frameloom/gpu';
import { createController, loadNetworks } from './live/controller.ts';
import { createGovernor } from './live/governor.ts';
import { listenToElement } from './live/listen.ts';
import { refreshFrame } from './live/present.ts';
import { watchPoster } from './live/poster.ts';
import { createVideoRenderer } from './live/renderer.ts';
import type { Session } from './live/session.ts';
import { acquireSharedGpu } from './live/shared-gpu.ts';
import { createTimingWindow } from './live/window.ts';
import { pictureOptionsOf, requireStrength } from './looks.ts';
import { defaultModel } from './models/source.ts';
import { createLayer } from './overlay/layer.ts';
import { requireFrameRate } from './rate/frame-rate.ts';
import { leastScale, requireScale } from './size.ts';
import type { UpscaledVideo, UpscaleVideoOptions } from './upscaled-video.ts';

/**
 * Covers a `<video>` with a sharper, larger picture. Its controls, captions and player keep working. Problems of the video
 * (another origin, DRM, no picture, a codec) never throw: the video plays on, and `problem` says why.
 *
 * @throws FrameloomError `unsupported` without WebGPU; `invalid-argument`.
 */
export async function upscaleVideo(
  element: HTMLVideoElement,
  options: UpscaleVideoOptions = {},
): Promise<UpscaledVideo> {
  if (!isVideo(element))
    throw new FrameloomError(
      'invalid-argument',
      `upscaleVideo: give a <video> element, got ${String(element)}.`,
    );
  const { scale = 'fit', frameRate } = options;
  requireFrameRate('upscaleVideo', frameRate, true);
  requireScale('upscaleVideo', scale, leastScale(frameRate));
  const colourise = requireStrength('upscaleVideo', options.colourise ?? false);
  const { gpu, release } = options.gpu ? { gpu: options.gpu, release: () => {} } : await acquireSharedGpu();
  const layer = createLayer(element);
  let session: Session | undefined;
  const renderer = await createVideoRenderer(gpu, layer.canvas, {
    ...pictureOptionsOf(options),
    // Loaded later: the video does not wait for them.
    model: 'none',
    colourise: false,
    frameModel: options.frameModel,
    label: 'video',
    transparent: true,
    onRebuilt: () => session && refreshFrame(session),
  }).catch((error: unknown) => {
    layer.dispose();
    release();
    throw error;
  });
  const poster = watchPoster(element);
  const opened = createSession({ element, layer, renderer, poster, options, scale });
  session = opened;
  const stopListening = listenToElement(opened);
  const upscaled = createController(opened, () => {
    stopListening();
    poster.stop();
    renderer.dispose();
    layer.dispose();
    release();
  });
  refreshFrame(opened);
  const model = options.model ?? (scale === 1 ? 'none' : defaultModel(gpu.tier));
  loadNetworks(opened, upscaled, { model, colourise, frameRate });
  return upscaled;
}

/** Whether it is a `<video>`, of this document or of an iframe, whose classes are others. */
function isVideo(element: unknown): element is HTMLVideoElement {
  const view = (element as Partial<Node> | null)?.ownerDocument?.defaultView ?? globalThis;
  return typeof view.HTMLVideoElement === 'function' && element instanceof view.HTMLVideoElement;
}

function createSession(
  given: Pick<Session, 'element' | 'layer' | 'renderer' | 'poster' | 'scale'> & {
    options: UpscaleVideoOptions;
  },
): Session {
  const { options, ...parts } = given;
  return {
    ...parts,
    governor: createGovernor(),
    timing: createTimingWindow(),
    whenLate: options.whenLate ?? 'pass',
    listeners: new Set(),
    counts: { frames: 0, dropped: 0, passed: 0 },
    enabled: options.enabled ?? true,
    frameRate: options.frameRate,
    inBetween: undefined,
    state: 'waiting',
    problem: undefined,
    fatal: undefined,
    note: undefined,
    lastTime: 0,
    lastClock: 0,
    isOnScreen: true,
    displaySize: { width: 0, height: 0 },
    sizedAt: Number.NEGATIVE_INFINITY,
    unread: 0,
  };
}
