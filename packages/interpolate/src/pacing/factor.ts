/** Chooses how many frames are shown for each rendered one. */
export type FactorGovernor = {
  /** Shown frames per rendered one; 1 generates nothing. */
  readonly value: number;
  /** Takes what became of a rendered frame: how many refreshes passed until the next callback; 1 is in time. */
  add(refreshes: number): void;
  reset(): void;
};

/** Rendered frames after which lateness is judged, and how long a factor must have held before a smaller one is tried. */
const judged = 24;
const settled = 240;
const most = 4;
/** Share of late frames from which a factor does not hold. */
const lateShare = 0.2;

/** Makes the governor; a number instead of `auto` stays. */
export function createFactorGovernor(factor: number | 'auto'): FactorGovernor {
  const first = factor === 'auto' ? 2 : factor;
  let value = first;
  let late = 0;
  let count = 0;
  let held = 0;
  let patience = settled;
  let isTrial = false;
  const change = (to: number): void => {
    value = to;
    late = 0;
    count = 0;
    held = 0;
  };
  return {
    get value() {
      return value;
    },
    add(refreshes) {
      if (factor !== 'auto') return;
      count += 1;
      held += 1;
      if (refreshes > 1) late += 1;
      if (count < judged) return;
      const isLate = late > lateShare * count;
      if (isLate && value < most) {
        // A smaller factor that failed is tried again later each time.
        if (isTrial) patience *= 2;
        isTrial = false;
        change(value + 1);
      } else if (late === 0 && held >= patience && value > 1) {
        isTrial = true;
        change(value - 1);
      } else {
        if (isTrial && held >= settled) isTrial = false;
        late = 0;
        count = 0;
      }
    },
    reset() {
      change(first);
    },
  };
}
