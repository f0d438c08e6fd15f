/** A frame to make: when it is shown, microseconds, and where between the last two frames, 0 the older one … 1 the newer one. */
export type OutputFrame = { timestamp: number; duration: number; t: number };

/** A frame that came in, microseconds. `isRepeated`: its picture is that of the frame before. */
export type InputFrame = { timestamp: number; duration: number; isRepeated?: boolean };

/** Turns frames at any times into frames at even ones. */
export type OutputTimes = {
  /** Whether this frame begins anew: the first one, after a jump, or after a pause of more than half a second. */
  isJump(frame: InputFrame): boolean;
  /**
   * Takes a frame; returns the frames that can be made now, in order. Those between the last two frames come with the newer of
   * both. A repeated frame is left out: motion goes on from the one that it repeats to the next picture.
   */
  push(frame: InputFrame): OutputFrame[];
  /** What is left after the last frame: it stays for its duration. */
  end(): OutputFrame[];
};

/** Longest time between frames, and for which a picture may be repeated before it counts as still, microseconds. */
const longestGap = 500_000;
const longestRepeat = 100_000;
/** Share of the time between output frames by which a frame may be shown early or late instead of being generated. */
const tolerance = 0.1;

/** @param frameRate of the output, frames a second. */
export function createOutputTimes(frameRate: number): OutputTimes {
  const interval = 1e6 / frameRate;
  const margin = tolerance * interval;
  let origin = 0;
  let next = 0;
  let newest: number | undefined;
  /** When the last frame came, and how long it is shown at least. */
  let last = 0;
  let until = 0;

  const at = (index: number): number => origin + index * interval;
  const take = (t: number): OutputFrame => {
    const [start, end] = [Math.round(at(next)), Math.round(at(next + 1))];
    next += 1;
    return { timestamp: start, duration: end - start, t };
  };
  /** All that lie before a time, of the newest picture. */
  const still = (before: number): OutputFrame[] => {
    const made: OutputFrame[] = [];
    while (at(next) < before) made.push(take(1));
    return made;
  };
  const isJump = ({ timestamp }: InputFrame): boolean =>
    newest === undefined || timestamp <= newest || timestamp > last + longestGap;

  return {
    isJump,
    push(frame) {
      const { timestamp, duration, isRepeated = false } = frame;
      const isFirst = isJump(frame);
      // Streams and some files do not say how long a frame is shown.
      const shownFor = duration > 0 ? duration : isFirst ? 0 : timestamp - last;
      const end = timestamp + Math.min(longestGap, shownFor);
      if (isFirst) {
        [origin, next, newest] = [timestamp, 0, timestamp];
        [last, until] = [timestamp, end];
        return [take(1)];
      }
      const before = newest!;
      [last, until] = [timestamp, end];
      if (isRepeated) {
        if (timestamp - before <= longestRepeat) return [];
        newest = timestamp;
        return still(timestamp - margin);
      }
      newest = timestamp;
      const made: OutputFrame[] = [];
      while (at(next) <= timestamp + margin) {
        const time = at(next);
        const isOlder = time - before < margin;
        const isNewer = timestamp - time < margin;
        made.push(take(isNewer ? 1 : isOlder ? 0 : (time - before) / (timestamp - before)));
      }
      return made;
    },
    end: () => (newest === undefined ? [] : still(until - margin)),
  };
}
