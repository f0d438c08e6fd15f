import type { Gpu, PassTimer } from '@frameloom/gpu';
import type { ModelState, Size, Upscaler } from '@frameloom/upscale';
import { createModelChooser, type ModelChoice } from './model-chooser.ts';

/** What `model: 'auto'` chose, and why. */
export type AutoModel = {
  model: ModelChoice;
  /** A sentence with the times that decided. */
  reason: string;
};

/** Runs the choice on a session. */
export interface AutoModelRunner {
  readonly chosen: AutoModel;
  /** Call after each frame's times were collected. */
  update(displaySize: Size): void;
}

/**
 * Makes the network of an upscaler follow what the GPU can afford: the analytic path first, then the largest network that
 * leaves the upscaler within an eighth of a frame at `targetFps`, and back where a measured frame takes longer.
 */
export function createAutoModel(
  gpu: Gpu,
  timer: PassTimer,
  upscaler: Upscaler,
  { targetFps = 60, onModel }: { targetFps?: number | undefined; onModel?: (state: ModelState) => void },
): AutoModelRunner {
  const chooser = createModelChooser(targetFps);
  let pending: ModelChoice | undefined;
  let refused = '';

  async function change(model: ModelChoice): Promise<void> {
    pending = model;
    const state = await upscaler.setModel(model);
    pending = undefined;
    chooser.settle(model, state !== 'failed');
    if (state === 'failed') refused = ` '${model}' could not be loaded.`;
    onModel?.(state);
  }

  return {
    get chosen() {
      return { model: chooser.choice, reason: explain() };
    },
    update({ width, height }) {
      if (pending !== undefined || gpu.tier === 'software' || !timer.supported) return;
      const { count, last } = timer.frame;
      if (count === 0) return;
      const model = chooser.add(last, width * height);
      if (model !== undefined) change(model).catch(() => {}); // disposed meanwhile
    },
  };

  function explain(): string {
    if (gpu.tier === 'software') return 'A software GPU is too slow for a network.';
    if (!timer.supported) return 'The device has no timestamp queries to measure a network by.';
    if (pending !== undefined) return `'${pending}' is loading.`;
    const { measuredMs, budgetMs } = chooser;
    if (measuredMs === 0) return `Measuring the analytic path.${refused}`;
    return `The upscaler takes ${measuredMs.toFixed(2)} ms of the ${budgetMs.toFixed(2)} ms that it may.${refused}`;
  }
}
