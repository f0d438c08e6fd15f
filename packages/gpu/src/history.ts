import { requireFunction } from './arguments.ts';

/** Two of something that change places: this frame writes one and reads the other, which the last frame wrote. */
export interface PingPong<T> {
  /** What the last frame wrote. */
  readonly read: T;
  /** What this frame writes. */
  readonly write: T;
  /** Ends the frame: `write` becomes `read`. */
  swap(): void;
}

/**
 * Makes both with `make(0)` and `make(1)`. Freeing them is the maker's part.
 *
 * @throws FrameloomError `invalid-argument`.
 */
export function createPingPong<T>(make: (index: 0 | 1) => T): PingPong<T> {
  requireFunction('createPingPong', 'make', make);
  const both = [make(0), make(1)] as const;
  let written: 0 | 1 = 0;
  return {
    get read() {
      return both[written === 0 ? 1 : 0];
    },
    get write() {
      return both[written];
    },
    swap() {
      written = written === 0 ? 1 : 0;
    },
  };
}
