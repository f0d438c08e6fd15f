import { traitsOf } from '../frames/traits.ts';
import { isNotThereYet, isTainted } from '../frames/unreadable.ts';
import {
  hasNoPictureYet,
  lateProblem,
  passingProblems,
  problemOf,
  stackingProblem,
  taintedProblem,
  type VideoProblem,
} from './problems.ts';
import { createInBetween } from './in-between.ts';
import { enterState, sourceSizeOf, type InBetween, type Session } from './session.ts';
import { chooseDisplaySize } from './sizing.ts';

/** Consecutive frames without data before the video counts as unreadable. */
const mostUnread = 30;

/**
 * Draws the frame that the element shows, unless there is a problem.
 *
 * @param judged Whether the frame is one of a running video, which may be late.
 */
export function presentFrame(session: Session, judged: boolean): void {
  if (session.state === 'disposed') return;
  if (!session.enabled) return enterState(session, 'off');
  const { element, renderer, governor, counts } = session;
  const fatal = session.fatal ?? problemOf(element);
  if (fatal) return enterState(session, 'failed', fatal);
  if (element.readyState < 2 && !hasNoPictureYet(element)) return;
  if (session.poster.isShown) return enterState(session, 'waiting');
  const why = obstacleOf(session);
  if (why) return enterState(session, 'passing', why);
  session.layer.translucent = traitsOf(element).isTransparent;
  const source = sourceSizeOf(session);
  const display = chooseDisplaySize(session, source);
  if (!display) return;
  const passes = session.whenLate === 'pass';
  const verdict = judged ? governor.judge(performance.now(), renderer.inFlight) : 'show';
  if (passes && (verdict === 'pass' || verdict === 'probe')) {
    counts.passed += 1;
    enterState(session, 'passing', lateProblem(session.timing.read().p50, governor.interval));
    if (verdict === 'pass') return;
  } else if (verdict !== 'show' && renderer.inFlight > 1) {
    counts.dropped += 1;
    return;
  }
  const isProbe = verdict === 'probe' && passes;
  const inBetween = judged && !isProbe && !session.layer.translucent ? inBetweenOf(session) : undefined;
  try {
    if (inBetween) inBetween.take(session.lastTime);
    else follow(session, renderer.draw(element, source, display));
  } catch (error) {
    return failFrame(session, error);
  }
  if (isProbe) return;
  if (!inBetween) {
    counts.frames += 1;
    session.inBetween?.reset();
  }
  const isNew = session.state !== 'active';
  enterState(session, 'active');
  if (isNew) noteCovered(session);
}

/** Says what the layer, which shows now, covers. */
function noteCovered(session: Session): void {
  if (session.note && session.note.code !== 'stacking') return;
  const covered = session.layer.covered();
  session.note = covered && stackingProblem(covered);
  enterState(session, 'active');
}

/** What shows frames between those of the video, where that is wanted and loaded. */
function inBetweenOf(session: Session): InBetween | undefined {
  if (session.frameRate === undefined || !session.renderer.generates) return undefined;
  return (session.inBetween ??= createInBetween(session, (t) => {
    const { renderer, displaySize, counts } = session;
    counts.frames += 1;
    follow(session, renderer.drawBetween(t, displaySize));
  }));
}

/** Hears what becomes of a frame that was submitted. */
function follow(session: Session, done: Promise<number>): void {
  void done.then(
    (milliseconds) => finishFrame(session, milliseconds),
    (error: unknown) => failFrame(session, error),
  );
}

/** Draws the current frame again, for instance after a setting changed. */
export function refreshFrame(session: Session): void {
  presentFrame(session, false);
}

/** What keeps the video from being drawn at the moment. */
function obstacleOf({ element, renderer, isOnScreen }: Session): VideoProblem | undefined {
  const { pictureInPictureElement } = element.getRootNode() as Document | ShadowRoot;
  if (pictureInPictureElement === element) return passingProblems.pictureInPicture;
  if (hasNoPictureYet(element)) return passingProblems.noPictureYet;
  if (traitsOf(element).isHdr && isHdrScreen(element)) return passingProblems.hdr;
  if (!renderer.ready) return passingProblems.deviceLost;
  if (!isOnScreen && element.clientWidth > 0) return passingProblems.offScreen;
  return undefined;
}

/** Whether the screen shows videos brighter than the white of a page. */
function isHdrScreen({ ownerDocument: { defaultView } }: HTMLVideoElement): boolean {
  return ['dynamic-range', 'video-dynamic-range'].some(
    (name) => defaultView?.matchMedia(`(${name}: high)`).matches,
  );
}

function finishFrame(session: Session, milliseconds: number): void {
  session.unread = 0;
  session.timing.add(milliseconds);
  session.governor.finished(milliseconds);
}

function failFrame(session: Session, error: unknown): void {
  if (session.state === 'disposed') return;
  // The next frame, or the timer, tries again.
  if (isNotThereYet(error) && ++session.unread < mostUnread) return;
  const { element, renderer } = session;
  if (isTainted(error)) session.fatal = taintedProblem(element);
  else if (renderer.ready) session.fatal = { code: 'decoding', message: `upscaleVideo: ${String(error)}` };
  enterState(session, session.fatal ? 'failed' : 'passing', session.fatal ?? obstacleOf(session));
}
