/** Tells frames that repeat the picture of the one before, as 3:2 pulldown and conversions to a higher rate leave them. */
export type RepeatFinder = {
  /** Whether this frame shows the same picture as the last one. */
  isRepeated(frame: VideoFrame): boolean;
  reset(): void;
};

/** Pixels of the thumbnails that are compared. */
const size = { width: 96, height: 54 };

/** Compares thumbnails; where there is no 2D canvas nothing counts as repeated. */
export function createRepeatFinder(): RepeatFinder {
  const context =
    typeof OffscreenCanvas === 'undefined'
      ? null
      : new OffscreenCanvas(size.width, size.height).getContext('2d', {
          alpha: false,
          willReadFrequently: true,
        });
  const judge = createRepeatJudge();
  let last: Uint8ClampedArray | undefined;
  return {
    isRepeated(frame) {
      if (!context) return false;
      context.drawImage(frame, 0, 0, size.width, size.height);
      const { data } = context.getImageData(0, 0, size.width, size.height);
      const before = last;
      last = data;
      return before !== undefined && judge(meanDifference(data, before));
    },
    reset: () => void (last = undefined),
  };
}

/** Differences that are compared with each other, and the share of a usual one that a repeated picture stays below. */
const remembered = 6;
const share = 0.2;
/** Mean difference, of 255, below which pictures are equal. */
const nothing = 0.2;

/**
 * Judges by how much frames differ from the one before. Codecs do not repeat exactly and slow motion changes little, so that a
 * difference is compared with those just before: the second largest, for the largest may be a cut.
 */
export function createRepeatJudge(): (difference: number) => boolean {
  let recent: number[] = [];
  return (difference) => {
    recent = [...recent, difference].slice(-remembered);
    const usual = recent.toSorted((a, b) => b - a)[1] ?? 0;
    return difference < nothing || difference < share * usual;
  };
}

function meanDifference(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  // A quarter of the bytes is alpha.
  return sum / (0.75 * a.length);
}
