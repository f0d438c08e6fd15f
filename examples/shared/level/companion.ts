import type { Start } from './truth.ts';

/** Follows a level that is played: tells of it, or compares it with the real game. */
export type Companion = {
  /** Stands above the other sections of the panel. */
  readonly root?: HTMLElement;
  /** A step was played, by the real game too. */
  stepped(): void;
  /** Both stand at a start. */
  restart(start: Start): void;
  /** Both went back to a moment that was kept. */
  returned?(): void;
  dispose(): void;
};
