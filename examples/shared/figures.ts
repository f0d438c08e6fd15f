import { visibleSides, type Comparison } from './comparison.ts';
import type { Settings } from './settings.ts';
import type { Stage } from './stage.ts';
import type { CostTable } from './ui/cost-table.ts';
import type { Labels } from './ui/labels.ts';

/** The numbers on a page: labels in the corners of the picture, and the cost table. */
export type Figures = {
  /** A frame was drawn. */
  count(): void;
  /** Shows what is known now, at most every 0.4 s. */
  show(settings: Readonly<Settings>, loupe: boolean): void;
};

export function createFigures(
  stage: Stage,
  comparison: Comparison,
  labels: Labels,
  cost: CostTable,
): Figures {
  let shownAt = performance.now();
  let frames = 0;
  return {
    count() {
      frames += 1;
    },
    show(settings, loupe) {
      const elapsed = performance.now() - shownAt;
      if (elapsed < 400) return;
      const visible = visibleSides(settings, loupe);
      const reports = { a: comparison.report('a'), b: comparison.report('b') };
      const same = settings.a === settings.b;
      for (const side of ['a', 'b'] as const)
        labels.show(side, settings[side], same ? reports.a : reports[side], same || visible.includes(side));
      cost.show({
        reports: visible.map((side) => reports[side]),
        framesPerSecond: (frames * 1000) / elapsed,
        timed: stage.profiler.supported,
        threeBytes: stage.renderer.info.memory.total,
        adapter: stage.gpu.adapterName + (stage.gpu.tier === 'software' ? ', in software: slow' : ''),
      });
      shownAt += elapsed;
      frames = 0;
    },
  };
}
