// From pictures to numbers: one pass over the frames, all methods side by side.
import { createDisocclusionMeter, innerUncovered, overBilinear } from '../analysis/disocclusion.ts';
import { stillFigure, stillRun, type StillFigure } from '../analysis/still.ts';
import { ageUnknown } from '../engine/ages.ts';
import type { Size } from '../engine/platform.ts';
import { flip, flipReference } from '../metrics/flip.ts';
import type { Picture } from '../metrics/picture.ts';
import { psnr, squaredError } from '../metrics/psnr.ts';
import { ssim, ssimReference } from '../metrics/ssim.ts';
import { temporalError, tpsnr } from '../metrics/tpsnr.ts';
import { finiteDecibels, firstCounted, type FrameScore, type MethodReport } from '../report/types.ts';
import type { DisocclusionFigure } from '../analysis/disocclusion.ts';
import type { CropFinder } from '../report/crops.ts';
import type { PictureFile } from './picture-cache.ts';

/** The pictures of one scene. `frames` are measured; up to `held` more follow in which the camera stands still. */
export type SceneFiles = {
  readonly size: Size;
  readonly frames: number;
  readonly held: number;
  readonly reference: PictureFile;
  readonly ages: PictureFile | undefined;
  readonly methods: ReadonlyMap<string, PictureFile>;
};

/** Everything that is computed from pictures. */
export type SceneScores = {
  readonly methods: Record<string, MethodReport>;
  readonly tpsnrPerFrame: Record<string, (number | null)[]>;
  readonly disocclusion: Record<string, DisocclusionFigure | null>;
  readonly still: Record<string, StillFigure | null>;
};

type Tally = {
  readonly file: PictureFile;
  readonly scores: FrameScore[];
  /** Temporal error of each measured frame; null for the first. */
  readonly temporal: (number | null)[];
  readonly psnr: number[];
  readonly change: number[];
  readonly uncovered: ReturnType<typeof createDisocclusionMeter>;
  previous: Picture | undefined;
};

/** Scores every method. `onFrame` reports progress. */
export async function scoreScene(
  files: SceneFiles,
  onFrame: (done: number) => void,
  crops?: CropFinder,
): Promise<SceneScores> {
  const total = files.frames + files.held;
  const picture = (pixels: Uint8Array): Picture => ({ ...files.size, pixels });
  const tallies = new Map<string, Tally>(
    [...files.methods].map(([name, file]) => [name, newTally(file)] as const),
  );
  const referenceChanges: boolean[] = [];
  let previousReference: Picture | undefined;
  for (let index = 0; index < total; index++) {
    const reference = picture(await files.reference.read(index));
    const counted = index < files.frames;
    const forSsim = counted ? ssimReference(reference) : undefined;
    const forFlip = counted ? flipReference(reference) : undefined;
    const ages = counted && index >= firstCounted ? await files.ages?.read(index) : undefined;
    const age = ages && innerUncovered(ages, files.size.width);
    const anyAge = age?.some((value) => value !== ageUnknown);
    for (const [name, tally] of tallies) {
      const test = picture(await tally.file.read(index));
      const decibels = finiteDecibels(psnr(test, reference));
      tally.psnr.push(decibels);
      tally.change.push(tally.previous ? meanSquare(test, tally.previous) : 0);
      if (forSsim && forFlip) {
        if (index >= firstCounted) crops?.add(index, name, test.pixels, reference.pixels);
        tally.scores.push({ psnr: decibels, ssim: ssim(test, forSsim), flip: flip(test, forFlip) });
        const { previous } = tally;
        tally.temporal.push(
          previous && previousReference ? temporalError(test, previous, reference, previousReference) : null,
        );
      }
      if (age && anyAge) tally.uncovered.add(test.pixels, reference.pixels, age);
      tally.previous = test;
    }
    referenceChanges.push(previousReference === undefined || meanSquare(reference, previousReference) > 0.01);
    previousReference = reference;
    onFrame(index + 1);
  }
  return collect(tallies, stillRun(referenceChanges));
}

function newTally(file: PictureFile): Tally {
  return {
    file,
    scores: [],
    temporal: [],
    psnr: [],
    change: [],
    uncovered: createDisocclusionMeter(),
    previous: undefined,
  };
}

function collect(
  tallies: ReadonlyMap<string, Tally>,
  run: { from: number; end: number } | null,
): SceneScores {
  const scores: SceneScores = { methods: {}, tpsnrPerFrame: {}, disocclusion: {}, still: {} };
  const plain = tallies.get('bilinear')?.uncovered.figure();
  for (const [name, tally] of tallies) {
    scores.methods[name] = {
      psnr: meanOf(tally.scores.map((score) => score.psnr)),
      ssim: meanOf(tally.scores.map((score) => score.ssim)),
      flip: meanOf(tally.scores.map((score) => score.flip)),
      tpsnr: finiteDecibels(tpsnr(tally.temporal.slice(firstCounted).filter((error) => error !== null))),
      perFrame: tally.scores,
    };
    scores.tpsnrPerFrame[name] = tally.temporal.map((error) =>
      error === null ? null : finiteDecibels(tpsnr([error])),
    );
    const uncovered = tally.uncovered.figure();
    scores.disocclusion[name] = uncovered && plain ? overBilinear(uncovered, plain) : uncovered;
    scores.still[name] = run
      ? stillFigure(run.from, tally.psnr.slice(run.from, run.end), tally.change.slice(run.from + 1, run.end))
      : null;
  }
  return scores;
}

/** Mean of the counted frames. */
function meanOf(values: readonly number[]): number {
  const counted = values.slice(firstCounted);
  return counted.reduce((sum, value) => sum + value, 0) / counted.length;
}

function meanSquare(a: Picture, b: Picture): number {
  return squaredError(a.pixels, b.pixels) / (a.width * a.height * 3);
}
