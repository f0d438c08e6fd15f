// PSNR, SSIM and tPSNR of luma: what is compared where networks enlarge luma and leave colour to a cubic.
import type { Picture } from '../metrics/picture.ts';
import { assertSameSize, lumaOf } from '../metrics/picture.ts';
import { decibels } from '../metrics/psnr.ts';
import type { Plane } from '../metrics/separable.ts';
import { ssim } from '../metrics/ssim.ts';
import { tpsnr } from '../metrics/tpsnr.ts';

/** Figures of a method over the frames of a source; tPSNR is null for single pictures. */
export type Figures = { psnr: number; ssim: number; tpsnr: number | null };

/** Collects figures frame by frame; `cut()` between sources whose frames don't follow each other. */
export type Tally = { add(test: Picture, reference: Picture): void; cut(): void; figures(): Figures };

export function createTally(): Tally {
  const psnrs: number[] = [];
  const ssims: number[] = [];
  const changes: number[] = [];
  let before: Plane | undefined;
  return {
    add(test, reference) {
      assertSameSize(test, reference);
      const error = difference(lumaOf(test), lumaOf(reference));
      // Equal pictures would be infinitely many decibels, and so would any mean with them.
      psnrs.push(Math.min(100, decibels(meanSquare(error))));
      ssims.push(ssim(test, reference));
      if (before?.length === error.length) changes.push(meanSquare(difference(error, before)));
      before = error;
    },
    cut() {
      before = undefined;
    },
    figures: () => ({
      psnr: mean(psnrs),
      ssim: mean(ssims),
      tpsnr: changes.length > 0 ? Math.min(100, tpsnr(changes)) : null,
    }),
  };
}

function difference(a: Plane, b: Plane): Plane {
  const result = new Float32Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = a[i]! - b[i]!;
  return result;
}

function meanSquare(plane: Plane): number {
  let sum = 0;
  for (const value of plane) sum += value * value;
  return sum / plane.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
