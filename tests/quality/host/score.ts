// From tallies to the figures of a report.
import { disocclusionFigure, overBilinear, type DisocclusionFigure } from '../analysis/disocclusion.ts';
import { stillFigure, stillRun, type StillFigure } from '../analysis/still.ts';
import { tpsnr } from '../metrics/tpsnr.ts';
import { finiteDecibels, firstCounted, type MethodReport } from '../report/types.ts';
import type { Tally } from './tally.ts';

/** Everything a scene report says about methods. */
export type SceneScores = {
  readonly methods: Record<string, MethodReport>;
  readonly tpsnrPerFrame: Record<string, (number | null)[]>;
  readonly disocclusion: Record<string, DisocclusionFigure | null>;
  readonly still: Record<string, StillFigure | null>;
};

/** A reference that changes less than this from frame to frame (mean squared, 8-bit steps) stands still. */
const stillChange = 0.01;

/** Reads the figures off the tallies. */
export function scoreScene(tallies: ReadonlyMap<string, Tally>): SceneScores {
  const scores: SceneScores = { methods: {}, tpsnrPerFrame: {}, disocclusion: {}, still: {} };
  const bilinear = tallies.get('bilinear');
  const plain = bilinear && disocclusionFigure(bilinear.uncovered);
  for (const [name, tally] of tallies) {
    const run = stillRun(tally.referenceChange.map((change) => change > stillChange));
    const uncovered = disocclusionFigure(tally.uncovered);
    scores.methods[name] = methodReport(tally);
    scores.tpsnrPerFrame[name] = tally.temporal.map((error) =>
      error === null ? null : finiteDecibels(tpsnr([error])),
    );
    scores.disocclusion[name] = uncovered && plain ? overBilinear(uncovered, plain) : uncovered;
    scores.still[name] = run
      ? stillFigure(run.from, tally.psnr.slice(run.from, run.end), tally.change.slice(run.from + 1, run.end))
      : null;
  }
  return scores;
}

function methodReport(tally: Tally): MethodReport {
  const mean = (key: 'psnr' | 'ssim' | 'flip'): number => {
    const counted = tally.scores.slice(firstCounted);
    return counted.reduce((sum, score) => sum + score[key], 0) / counted.length;
  };
  const temporal = tally.temporal.slice(firstCounted).filter((error) => error !== null);
  return {
    psnr: mean('psnr'),
    ssim: mean('ssim'),
    flip: mean('flip'),
    tpsnr: finiteDecibels(tpsnr(temporal)),
    perFrame: tally.scores,
  };
}
