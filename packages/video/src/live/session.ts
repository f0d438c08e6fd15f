import type { Layer } from '../overlay/layer.ts';
import type { Size } from '../size.ts';
import type { UpscaledVideoState } from '../upscaled-video.ts';
import type { Governor } from './governor.ts';
import { isWorthSaying, type VideoProblem } from './problems.ts';
import type { PosterWatch } from './poster.ts';
import type { VideoRenderer } from './renderer.ts';
import type { createTimingWindow } from './window.ts';

/** Shows frames between those of a running video. */
export type InBetween = {
  /** Milliseconds by which pictures come after their sound. */
  readonly latency: number;
  /** Frames that were generated. */
  readonly generated: number;
  /** Takes the frame that the element shows now. It is shown, and others before it, at the next refreshes of the display. */
  take(mediaTime: number): void;
  /** Forgets all frames: a seek, another source. */
  reset(): void;
  stop(): void;
};

/** What is known about one upscaled `<video>`, and the parts that draw it. */
export type Session = {
  readonly element: HTMLVideoElement;
  readonly layer: Layer;
  readonly renderer: VideoRenderer;
  readonly governor: Governor;
  readonly poster: PosterWatch;
  readonly timing: ReturnType<typeof createTimingWindow>;
  /** What becomes of frames that come too late. */
  readonly whenLate: 'pass' | 'drop';
  readonly listeners: Set<() => void>;
  readonly counts: { frames: number; dropped: number; passed: number };
  enabled: boolean;
  scale: number | 'fit';
  /** Frames to show a second; undefined: those of the video. */
  frameRate: number | 'display' | undefined;
  /** Shows frames between those of the video, while there are any. */
  inBetween: InBetween | undefined;
  state: UpscaledVideoState;
  problem: VideoProblem | undefined;
  /** A problem that was found while drawing and lasts until the source changes. */
  fatal: VideoProblem | undefined;
  /** A problem that does not keep frames from being drawn. */
  note: VideoProblem | undefined;
  /** Media time of the last frame, seconds. */
  lastTime: number;
  /** Time that the element last showed while playing, also where only sound goes on, seconds. */
  lastClock: number;
  isOnScreen: boolean;
  /** Pixels that are drawn; 0×0 until the first frame. */
  displaySize: Size;
  /** When `displaySize` last changed, milliseconds. */
  sizedAt: number;
  /** Consecutive frames that could not be read. */
  unread: number;
};

/** Enters a state, shows or hides the overlay, and tells listeners what changed. */
export function enterState(session: Session, next: UpscaledVideoState, why?: VideoProblem): void {
  const { layer, listeners, problem } = session;
  const now = why ?? session.note;
  layer.show(next === 'active');
  const isSame = problem?.message === now?.message || (problem?.code === 'late' && now?.code === 'late');
  if (session.state === next && isSame) return;
  if (now && now.message !== problem?.message && isWorthSaying(now)) console.warn(now.message);
  session.state = next;
  session.problem = now;
  for (const listener of listeners) listener();
}

/** Size of the video's own frames, pixels. */
export function sourceSizeOf({ element }: Session): Size {
  return { width: element.videoWidth, height: element.videoHeight };
}
