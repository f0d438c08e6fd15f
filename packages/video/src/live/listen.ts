import { openForControls } from '../overlay/controls.ts';
import { mirrorCaptions } from '../overlay/captions.ts';
import { followFullscreen } from '../overlay/fullscreen.ts';
import { onEachFrame } from './frame-clock.ts';
import { watchInDocument } from './in-document.ts';
import { presentFrame, refreshFrame } from './present.ts';
import { cutShortProblem } from './problems.ts';
import { enterState, sourceSizeOf, type Session } from './session.ts';
import { chooseDisplaySize } from './sizing.ts';
import { watchLayout } from './watch-layout.ts';

/** Follows the element: its frames, events, size, place on the page and full screen. Returns what ends that. */
export function listenToElement(session: Session): () => void {
  const { element, layer } = session;
  const listening = new AbortController();
  const refresh = (): void => refreshFrame(session);
  const look = (): void => {
    watching.check();
    followLayout(session);
  };
  const listen = (names: string, listener: () => void): void => {
    for (const name of names.split(' '))
      element.addEventListener(name, listener, { signal: listening.signal });
  };
  listen('emptied', () => restart(session));
  listen('loadedmetadata loadeddata resize error encrypted', refresh);
  listen('pause enterpictureinpicture leavepictureinpicture', refresh);
  listen('play seeking', () => tryAgain(session));
  // A running video announces its next frame itself, and that one may be late.
  listen('seeked', () => {
    session.renderer.reset();
    session.inBetween?.reset();
    if (element.paused) refresh();
  });
  listen('timeupdate', () => {
    // At the end of a truncated file the clock jumps to the announced one.
    if (!element.ended) session.lastClock = element.currentTime;
  });
  listen('ended', () => noteCutShort(session));
  const watching = watchInDocument(element, () => [
    followFullscreen(element, layer.root, () => followLayout(session)),
    watchLayout(element, look),
    observeVisibility(session),
  ]);
  const stop = [
    onEachFrame(element, ({ mediaTime }) => {
      session.lastTime = mediaTime;
      presentFrame(session, true);
    }),
    openForControls(element, layer),
    mirrorCaptions(element, layer.frame),
    watching.stop,
    () => session.inBetween?.stop(),
    () => listening.abort(),
  ];
  return () => stop.forEach((end) => end());
}

/** Another source: everything that was known about the last one is forgotten. */
function restart(session: Session): void {
  session.fatal = undefined;
  session.unread = 0;
  if (session.note?.code !== 'model') session.note = undefined;
  session.lastTime = session.lastClock = 0;
  session.renderer.reset();
  session.inBetween?.reset();
  session.displaySize = { width: 0, height: 0 };
  session.governor.reset();
  session.timing.reset();
  if (session.enabled) enterState(session, 'waiting');
}

/** Frames that could not be read may be followed by frames that can. */
function tryAgain(session: Session): void {
  if (session.fatal?.code !== 'decoding') return;
  session.fatal = undefined;
  session.unread = 0;
}

/** Follows what moves the element without a new frame: layout, full screen, a pause. */
function followLayout(session: Session): void {
  const { element, layer, state, displaySize } = session;
  if (state === 'disposed' || !session.enabled) return;
  if (state === 'active' && layer.visible) {
    if (chooseDisplaySize(session, sourceSizeOf(session)) !== displaySize) refreshFrame(session);
  } else if (state !== 'failed' && element.paused) refreshFrame(session);
}

function noteCutShort(session: Session): void {
  const { element, isOnScreen } = session;
  // Hidden pages get no frames, so the last one is not late.
  if (element.ownerDocument.visibilityState !== 'visible' || !isOnScreen) return;
  session.note = cutShortProblem(element, session) ?? session.note;
  refreshFrame(session);
}

function observeVisibility(session: Session): () => void {
  const { IntersectionObserver } = session.element.ownerDocument.defaultView ?? globalThis;
  const observer = new IntersectionObserver(([entry]) => {
    const wasOnScreen = session.isOnScreen;
    session.isOnScreen = entry?.isIntersecting ?? true;
    if (session.isOnScreen !== wasOnScreen) refreshFrame(session);
  });
  observer.observe(session.element);
  return () => observer.disconnect();
}
