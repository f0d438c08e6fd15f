// Adds up what one method's generated frames differ from the truth.
import { flip, type flipReference } from '../metrics/flip.ts';
import type { Picture } from '../metrics/picture.ts';
import { decibels, psnr } from '../metrics/psnr.ts';
import { ssim, type ssimReference } from '../metrics/ssim.ts';
import { temporalError, tpsnr } from '../metrics/tpsnr.ts';
import { finiteDecibels } from '../report/types.ts';
import type { BetweenScore, RegionScores } from './report.ts';

/** Names of regions. */
export type RegionName = keyof RegionScores;

/** Which pixels belong to each region. */
export type Regions = Readonly<Partial<Record<RegionName, (pixel: number) => boolean>>>;

/** The truth at one time, with what the metrics prepare of it. */
export type Truth = {
  readonly picture: Picture;
  readonly forSsim: ReturnType<typeof ssimReference>;
  readonly forFlip: ReturnType<typeof flipReference>;
  readonly regions: Regions;
};

/** Figures of one method as they come. */
export type BetweenTally = {
  /** A generated frame. */
  add(test: Picture, truth: Truth): void;
  /** Two frames of the resulting sequence that follow each other. */
  addStep(test: readonly [Picture, Picture], truth: readonly [Picture, Picture]): void;
  score(): BetweenScore;
};

const fewestPixels = 200;

/** An empty tally. */
export function createTally(): BetweenTally {
  const scores: { psnr: number; ssim: number; flip: number }[] = [];
  const steps: number[] = [];
  const errors = new Map<RegionName, { sum: number; pixels: number }>();
  const mean = (key: 'psnr' | 'ssim' | 'flip'): number =>
    scores.reduce((sum, score) => sum + score[key], 0) / scores.length;
  const region = (name: RegionName): number | null => {
    const { sum = 0, pixels = 0 } = errors.get(name) ?? {};
    return pixels < fewestPixels ? null : finiteDecibels(decibels(sum / (3 * pixels)));
  };
  return {
    add(test, { picture, forSsim, forFlip, regions }) {
      scores.push({
        psnr: finiteDecibels(psnr(test, picture)),
        ssim: ssim(test, forSsim),
        flip: flip(test, forFlip),
      });
      for (const [name, isIn] of Object.entries(regions) as [RegionName, (pixel: number) => boolean][]) {
        const total = errors.get(name) ?? { sum: 0, pixels: 0 };
        errors.set(name, total);
        for (let i = 0; i < picture.width * picture.height; i++) {
          if (!isIn(i)) continue;
          total.pixels += 1;
          for (let c = 4 * i; c < 4 * i + 3; c++) total.sum += (test.pixels[c]! - picture.pixels[c]!) ** 2;
        }
      }
    },
    addStep([before, test], [truthBefore, truth]) {
      steps.push(temporalError(test, before, truth, truthBefore));
    },
    score: () => ({
      psnr: mean('psnr'),
      ssim: mean('ssim'),
      flip: mean('flip'),
      tpsnr: finiteDecibels(tpsnr(steps)),
      regions: {
        edges: region('edges'),
        disocclusion: region('disocclusion'),
        particles: region('particles'),
        hud: region('hud'),
      },
    }),
  };
}
