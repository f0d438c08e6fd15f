import type { Level } from '@frameloom/world';
import type { Companion } from '../shared/level/companion.ts';

/** Milliseconds between two looks while it is played. */
const interval = 300;
/** Where the picture begins in a state of a level of pixels, in bytes: see `Level.readState`. */
const head = 2 * Uint32Array.BYTES_PER_ELEMENT;

/**
 * Says now and then how much of the level's picture is that of the real game.
 *
 * @param picture Of the real game now: the number of each pixel's colour.
 */
export function createAgreement(level: Level, picture: Uint8Array, say: (share: number) => void): Companion {
  let isReading = false;
  let isAwaited = false;
  /** Counts what makes a reading outdated. */
  let game = 0;
  let lookedAt = 0;
  async function look(): Promise<void> {
    isAwaited = isReading;
    if (isReading || level.isLost) return;
    isReading = true;
    lookedAt = performance.now();
    const [real, during] = [picture.slice(), game];
    try {
      const { buffer } = await level.readState();
      const predicted = new Uint8Array(buffer, head, real.length);
      if (during === game) say(shareOfEqual(predicted, real));
    } catch {
      // Lost or disposed meanwhile: the next look tells.
    }
    isReading = false;
    if (isAwaited) await look();
  }
  const lookAnew = (): void => {
    game++;
    void look();
  };
  return {
    stepped() {
      if (performance.now() - lookedAt > interval) void look();
    },
    restart: lookAnew,
    returned: lookAnew,
    dispose: () => void game++,
  };
}

/** The share of numbers that are the same, 0 to 1. */
function shareOfEqual(one: Uint8Array, other: Uint8Array): number {
  let equal = 0;
  for (let i = 0; i < one.length; i++) equal += Number(one[i] === other[i]);
  return equal / one.length;
}
