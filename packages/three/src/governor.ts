/** What a governor decides by. */
export type GovernorOptions = {
  /** Frames per second to hold. */
  targetFps: number;
  /** Sharpest ratio, 1 or more. */
  minRatio: number;
  /** Coarsest ratio, at most 3. */
  maxRatio: number;
  /** Ratios to choose from, ends included. Default 8. */
  steps?: number;
};

/** One rendered frame. */
export type GovernorSample = {
  /** Clock, ms. */
  now: number;
  /** Time since the last frame, ms. */
  frameMs: number;
  /** GPU time of the frame, ms, where it is known: it shows the headroom that a display's fixed rate hides. */
  gpuMs?: number | undefined;
};

/** Chooses the ratio that holds a frame rate. */
export interface Governor {
  /** The ladder, sharpest first. */
  readonly ratios: readonly number[];
  readonly ratio: number;
  /** Goes to the nearest step, as when the application sets a ratio itself. */
  set(ratio: number): void;
  /** Takes a frame; returns the new ratio when it changes one. */
  add(sample: GovernorSample): number | undefined;
}

const settleMs = 500; // at most one change in this time, and it is measured afresh after each
const window = 12; // frames that a decision looks at; its median ignores a hiccup
const tooSlow = 1.08; // × budget: coarser
const roomy = 0.85; // × budget that the predicted time of the sharper step must stay under
const probeMs = 2_000; // at the display's rate without GPU times, try the sharper step this often…
const longestProbeMs = 60_000; // …and after each failed try half as often

/**
 * Makes a governor. Steps have equal ratios of pixel counts, so that every change costs or frees the same share of time.
 * It goes coarser as soon as frames are late, by as many steps as the lateness asks, and sharper one step at a time and
 * only when the time that the sharper step will take is predicted to fit.
 */
export function createGovernor(options: GovernorOptions): Governor {
  const { targetFps, minRatio, maxRatio, steps = 8 } = options;
  const ratios = ladder(minRatio, maxRatio, steps);
  const budget = 1000 / targetFps;
  const samples: GovernorSample[] = [];
  let step = ratios.length - 1;
  let lastChange = Number.NEGATIVE_INFINITY;
  let wait = probeMs;
  let isProbing = false;

  function change(to: number, now: number): number | undefined {
    const next = Math.min(Math.max(to, 0), ratios.length - 1);
    if (next === step) return undefined;
    step = next;
    lastChange = now;
    samples.length = 0;
    return ratios[step];
  }

  /** The time of a step as a multiple of the current one's, at worst: all of it grows with the pixels. */
  function costOf(other: number): number {
    return (ratios[step]! / ratios[other]!) ** 2;
  }

  return {
    ratios,
    get ratio() {
      return ratios[step]!;
    },
    set(ratio) {
      let nearest = 0;
      ratios.forEach((candidate, i) => {
        if (Math.abs(candidate - ratio) < Math.abs(ratios[nearest]! - ratio)) nearest = i;
      });
      step = nearest;
      samples.length = 0;
    },
    add(sample) {
      samples.push(sample);
      if (samples.length > window) samples.shift();
      const { now } = sample;
      if (samples.length < window || now - lastChange < settleMs) return undefined;
      const gpuTimes = samples.flatMap(({ gpuMs }) => gpuMs ?? []);
      const knowsGpu = gpuTimes.length === samples.length;
      const frameMs = median(samples.map((each) => each.frameMs));
      const gpuMs = knowsGpu ? median(gpuTimes) : undefined;

      // With GPU times, late frames of an idle GPU are the CPU's: fewer pixels would not help.
      const isLate = frameMs > budget * tooSlow && (gpuMs === undefined || gpuMs > budget * 0.6);
      if (isLate) {
        if (isProbing) wait = Math.min(wait * 2, longestProbeMs);
        isProbing = false;
        const excess = (gpuMs ?? frameMs) / budget;
        let to = step + 1;
        while (to < ratios.length - 1 && excess * costOf(to) > 1) to += 1;
        return change(to, now);
      }
      if (step === 0) return undefined;
      if (gpuMs !== undefined) {
        return gpuMs * costOf(step - 1) < budget * roomy ? change(step - 1, now) : undefined;
      }
      if (frameMs * costOf(step - 1) < budget * roomy) return change(step - 1, now);
      if (now - lastChange < wait) return undefined;
      isProbing = true; // the display's rate hides how much room there is: try, and remember how it went
      return change(step - 1, now);
    },
  };
}

function ladder(minRatio: number, maxRatio: number, steps: number): number[] {
  if (maxRatio <= minRatio || steps < 2) return [minRatio];
  return Array.from({ length: steps }, (_, i) => minRatio * (maxRatio / minRatio) ** (i / (steps - 1)));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
