/**
 * What a callback shows: the newest rendered frame, the one before it, a frame generated at `t` between both (above 1: after the
 * newest), or what is on the screen already.
 */
export type Shown = 'current' | 'previous' | 'same' | { generated: number };

/** Where the last two rendered frames are among the refreshes of the display, and what was shown of them. */
export type ShownFrames = {
  /** Refresh of this callback. */
  slot: number;
  /** Nothing is generated between the last two rendered frames. */
  isCut: boolean;
  /** Whether a frame has to be rendered now, one for every `every` refreshes. */
  isDue(every: number): boolean;
  /** A frame was rendered for this refresh. */
  rendered(): void;
  /** What to show so that each rendered frame is shown `every − 1` refreshes after its own. */
  between(every: number): Shown;
  /** What to show so that each rendered frame is shown at once. */
  after(): Shown;
  reset(): void;
};

/** Rendered frames: their refresh, and whether they were on the screen. */
type Rendered = { slot: number; isShown: boolean };

export function createShownFrames(): ShownFrames {
  let current: Rendered | undefined;
  let previous: Rendered | undefined;
  let content = Number.NEGATIVE_INFINITY;
  const show = (frame: Rendered, name: 'current' | 'previous'): Shown => {
    frame.isShown = true;
    content = frame.slot;
    return name;
  };
  const generate = (from: Rendered, to: Rendered, slot: number): Shown => {
    if (slot <= content) return 'same';
    content = slot;
    return { generated: (slot - from.slot) / (to.slot - from.slot) };
  };
  const frames: ShownFrames = {
    slot: 0,
    isCut: false,
    isDue: (every) => current === undefined || frames.slot >= current.slot + every,
    rendered() {
      previous = current;
      current = { slot: frames.slot, isShown: false };
      frames.isCut = previous === undefined;
    },
    between(every) {
      if (!current) return 'same';
      const wanted = frames.slot - (every - 1);
      // A rendered frame is never left out, even where its refresh has gone by.
      if (previous && !previous.isShown) return show(previous, 'previous');
      if (wanted >= current.slot || !previous) return current.isShown ? 'same' : show(current, 'current');
      return frames.isCut ? 'same' : generate(previous, current, wanted);
    },
    after() {
      if (!current) return 'same';
      if (!current.isShown) return show(current, 'current');
      const isNear = previous !== undefined && frames.slot - current.slot <= current.slot - previous.slot;
      return previous && isNear && !frames.isCut ? generate(previous, current, frames.slot) : 'same';
    },
    reset() {
      current = undefined;
      previous = undefined;
      content = Number.NEGATIVE_INFINITY;
      frames.isCut = false;
    },
  };
  return frames;
}
