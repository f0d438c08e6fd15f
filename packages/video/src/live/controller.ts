import { FrameloomError } from '@frameloom/gpu';
import { requireFrameRate } from '../rate/frame-rate.ts';
import { leastScale, requireScale } from '../size.ts';
import type { UpscaledVideo } from '../upscaled-video.ts';
import { refreshFrame } from './present.ts';
import { enterState, sourceSizeOf, type Session } from './session.ts';

/** The object that `upscaleVideo` returns. `end` frees what is not the session's. */
export function createController(session: Session, end: () => void): UpscaledVideo {
  const { element, layer, renderer, listeners, governor, timing } = session;
  const refresh = (): void => refreshFrame(session);
  const settings = createSettings(session);
  const upscaled: Omit<UpscaledVideo, keyof typeof settings> = {
    element,
    canvas: layer.canvas,
    get colourise() {
      return renderer.colourise;
    },
    get state() {
      return session.state;
    },
    get problem() {
      return session.problem;
    },
    get stats() {
      return {
        sourceSize: sourceSizeOf(session),
        displaySize: session.displaySize,
        model: renderer.model,
        macsPerPixel: renderer.macsPerPixel,
        ...session.counts,
        frameModelState: renderer.frameModelState,
        generated: session.inBetween?.generated ?? 0,
        latency: session.frameRate === undefined ? 0 : (session.inBetween?.latency ?? 0),
        frameMs: timing.read(),
        memoryBytes: renderer.memoryBytes,
      };
    },
    async setModel(next, loading) {
      await renderer.setModel(next, loading);
      refreshWhenLevelKnown(session);
      session.note = undefined;
      governor.reset();
      timing.reset();
      refresh();
      for (const listener of listeners) listener();
    },
    get frameRate() {
      return session.frameRate;
    },
    async setFrameRate(next) {
      requireFrameRate('upscaleVideo', next, true);
      session.frameRate = next;
      session.inBetween?.reset();
      session.displaySize = { width: 0, height: 0 };
      await renderer.setGenerating(next !== undefined);
      timing.reset();
      governor.reset();
      refresh();
    },
    async setColourise(strength, loading) {
      await renderer.setColourise(strength, loading);
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
      if (session.state === 'disposed') return;
      end();
      enterState(session, 'disposed');
      listeners.clear();
    },
  };
  return Object.defineProperties(settings, Object.getOwnPropertyDescriptors(upscaled)) as UpscaledVideo;
}

/** What can be set while the video plays. */
function createSettings(session: Session) {
  const { renderer, governor } = session;
  const settings: Pick<UpscaledVideo, 'enabled' | 'scale' | 'sharpness' | 'restoration'> = {
    get enabled() {
      return session.enabled;
    },
    set enabled(next) {
      session.enabled = next;
      governor.reset();
      if (session.state === 'disposed') return;
      if (next) enterState(session, 'waiting');
      refreshFrame(session);
    },
    get scale() {
      return session.scale;
    },
    set scale(next) {
      requireScale('upscaleVideo', next, leastScale(session.frameRate));
      session.scale = next;
      session.displaySize = { width: 0, height: 0 };
      refreshFrame(session);
    },
    get sharpness() {
      return renderer.sharpness;
    },
    set sharpness(next) {
      renderer.sharpness = next;
      refreshFrame(session);
    },
    get restoration() {
      return renderer.restoration;
    },
    set restoration(next) {
      renderer.restoration = next;
      refreshFrame(session);
      refreshWhenLevelKnown(session);
    },
  };
  return settings;
}

/** Loads the networks that were asked for; the video does not wait for them. */
export function loadNetworks(
  session: Session,
  upscaled: UpscaledVideo,
  wanted: {
    model: Parameters<UpscaledVideo['setModel']>[0];
    colourise: number;
    frameRate: UpscaledVideo['frameRate'];
  },
): void {
  const noteLack = (consequence: string) => (error: unknown) => {
    if (session.state === 'disposed') return;
    if (error instanceof FrameloomError && error.code === 'aborted') return;
    const message = `upscaleVideo: ${consequence}, since it could not be loaded. ${String(error)}`;
    session.note = { code: 'model', message };
    enterState(session, session.state, session.problem);
  };
  if (wanted.model !== 'none') {
    void upscaled.setModel(wanted.model).catch(noteLack('frames are resampled without a network'));
  }
  if (wanted.frameRate !== undefined) {
    void upscaled.setFrameRate(wanted.frameRate).catch(noteLack('no frames are generated'));
  }
  if (wanted.colourise > 0) {
    const lack = noteLack('frames stay grey without the network for colour');
    void upscaled.setColourise(wanted.colourise).catch(lack);
  }
}

/** Draws a paused video again once the network that measures its degradation has been loaded. */
function refreshWhenLevelKnown(session: Session): void {
  const { renderer } = session;
  if (renderer.restoration !== 'auto') return;
  void renderer.whenSeeing().then((sees) => sees && refreshFrame(session));
}
