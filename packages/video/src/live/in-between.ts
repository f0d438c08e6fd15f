import { createMediaClock } from './media-clock.ts';
import type { InBetween, Session } from './session.ts';

/** Longest time between frames that something is generated between, seconds. */
const longestGap = 0.25;
/** Share of the time between shown frames by which a frame of the video may be early or late instead of being generated. */
const tolerance = 0.1;

/** Makes it for a session whose renderer generates frames. `show` draws what lies at `t` between the last two frames. */
export function createInBetween(session: Session, show: (t: number) => void): InBetween {
  const { element, renderer } = session;
  const view = element.ownerDocument.defaultView ?? globalThis;
  const clock = createMediaClock();
  let before = Number.NaN;
  let newest = Number.NaN;
  let shown = Number.NaN;
  let lastCallback = 0;
  let interval = 1000 / 60;
  let due = 0;
  let handle = 0;
  let generated = 0;

  const isRunning = (): boolean =>
    session.state === 'active' && !element.paused && !element.ended && renderer.ready && renderer.generates;

  /** Where between both frames a moment lies; frames of the video are shown as they are. */
  const placeOf = (content: number): number => {
    const margin = (tolerance * interval) / 1000;
    if (!(newest > before) || content >= newest - margin) return 1;
    return content <= before + margin ? 0 : (content - before) / (newest - before);
  };

  const tick = (now: number): void => {
    handle = 0;
    if (!isRunning()) return;
    handle = view.requestAnimationFrame(tick);
    const step = now - lastCallback;
    lastCallback = now;
    if (step > 2 && step < 50) interval += (step - interval) * 0.05;
    const { frameRate } = session;
    if (typeof frameRate === 'number') {
      if (now < due - interval / 2) return;
      due = Math.max(due + 1000 / frameRate, now - interval / 2);
    }
    const t = placeOf(clock.at(now));
    const content = t === 1 ? newest : before + t * (newest - before);
    if (content === shown) return;
    // Of a GPU that does not keep up generated frames are left out first.
    if (renderer.inFlight > (t === 0 || t === 1 ? 2 : 1)) return void (session.counts.dropped += 1);
    shown = content;
    if (t > 0 && t < 1) generated += 1;
    show(t);
  };

  return {
    get latency() {
      return clock.delay * 1000;
    },
    get generated() {
      return generated;
    },
    take(mediaTime) {
      const gap = mediaTime - newest;
      const isJump = !(gap > 0 && gap <= longestGap * Math.max(1, element.playbackRate));
      if (isJump) clock.reset();
      renderer.keep(element, { width: element.videoWidth, height: element.videoHeight }, isJump);
      [before, newest] = [isJump ? mediaTime : newest, mediaTime];
      clock.add(view.performance.now(), mediaTime, element.playbackRate, isJump ? undefined : gap);
      if (isJump) {
        shown = newest;
        show(1);
      }
      if (handle === 0) handle = view.requestAnimationFrame(tick);
    },
    reset() {
      before = newest = shown = Number.NaN;
      clock.reset();
    },
    stop() {
      view.cancelAnimationFrame(handle);
      handle = 0;
    },
  };
}
