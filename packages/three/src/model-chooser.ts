/** Networks in order of cost; `none` is the analytic path. */
export const choices = ['none', 'lite', 'standard'] as const;

/** One of the choices that `model: 'auto'` has. */
export type ModelChoice = (typeof choices)[number];

/** Chooses a network by what the upscaler's frames take. */
export interface ModelChooser {
  /** What is in use. */
  readonly choice: ModelChoice;
  /** GPU time that the upscaler may take, ms. */
  readonly budgetMs: number;
  /** Median of the last measured frames, ms; 0 before there was one. */
  readonly measuredMs: number;
  /** Takes a frame: GPU time of the upscaler's passes, ms, and display pixels. Returns what to change to, if anything. */
  add(gpuMs: number, pixels: number): ModelChoice | undefined;
  /** What became of a change: it is in use, or cannot be had and is never asked for again. */
  settle(choice: ModelChoice, isInUse: boolean): void;
}

/** Part of a frame that the upscaler may take. */
const share = 1 / 8;
/** What an upscaler's frame costs beside the analytic one: an upper estimate, to be tried only where it fits. */
const costs: Record<ModelChoice, number> = { none: 1, lite: 1.6, standard: 2.2 };
/** Frames that a decision looks at; the first ones after a change are left out. */
const [window, settling] = [30, 15];
/** Leaving a choice takes more than it took to make it, and coming back to it a smaller picture. */
const [late, smaller] = [1.15, 0.8];

/** Makes a chooser that begins with the analytic path. A frame at `targetFps` is the measure of what is affordable. */
export function createModelChooser(targetFps: number): ModelChooser {
  const budgetMs = (1000 / targetFps) * share;
  const missing = new Set<number>();
  let level = 0;
  /** The lowest level that did not fit, and the display pixels at which it did not. */
  let tooHigh: number = choices.length;
  let tooMany = 0;
  let samples: number[] = [];
  let frames = 0;
  let measuredMs = 0;

  function find(from: number, down: number, fits: (level: number) => boolean): ModelChoice | undefined {
    for (let to = from; to >= down; to -= 1) if (!missing.has(to) && fits(to)) return choices[to];
    return undefined;
  }

  return {
    budgetMs,
    get choice() {
      return choices[level]!;
    },
    get measuredMs() {
      return measuredMs;
    },
    add(gpuMs, pixels) {
      if (++frames <= settling) return undefined;
      samples.push(gpuMs);
      if (samples.length < window) return undefined;
      measuredMs = samples.toSorted((a, b) => a - b)[window / 2]!;
      samples = [];
      if (measuredMs > budgetMs * late && level > 0) {
        tooHigh = level;
        tooMany = pixels;
        return find(level - 1, 0, () => true);
      }
      if (pixels < tooMany * smaller) tooHigh = choices.length;
      const perCost = measuredMs / costs[choices[level]!];
      return find(tooHigh - 1, level + 1, (to) => perCost * costs[choices[to]!] <= budgetMs);
    },
    settle(choice, isInUse) {
      const at = choices.indexOf(choice);
      if (isInUse) level = at;
      else missing.add(at);
      frames = 0;
      samples = [];
    },
  };
}
