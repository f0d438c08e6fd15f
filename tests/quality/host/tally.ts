// What one method's pictures say against the reference, frame by frame: plain numbers, kept on disk so that a method that
// did not change is not measured again.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addUncovered,
  innerUncovered,
  newUncoveredTally,
  type UncoveredTally,
} from '../analysis/disocclusion.ts';
import { ageUnknown } from '../engine/ages.ts';
import type { Size } from '../engine/platform.ts';
import { flip, flipReference } from '../metrics/flip.ts';
import type { Picture } from '../metrics/picture.ts';
import { psnr, squaredError } from '../metrics/psnr.ts';
import { ssim, ssimReference } from '../metrics/ssim.ts';
import { temporalError } from '../metrics/tpsnr.ts';
import { tileErrors } from '../report/crops.ts';
import { finiteDecibels, firstCounted, type FrameScore } from '../report/types.ts';
import type { PictureFile } from './picture-cache.ts';

/** The pictures of one scene. `frames` are measured; `held` more follow in which the camera stands still. */
export type SceneFiles = {
  readonly size: Size;
  readonly frames: number;
  readonly held: number;
  readonly reference: PictureFile;
  readonly ages: PictureFile;
  readonly methods: ReadonlyMap<string, PictureFile>;
};

/** Everything measured of one method on one scene. */
export type Tally = {
  /** Of the measured frames. */
  readonly scores: FrameScore[];
  /** Temporal error (mean squared, 8-bit steps) of each measured frame; null for the first. */
  readonly temporal: (number | null)[];
  readonly tiles: (number[] | null)[];
  /** Of all frames, the held ones too: PSNR, and mean squared change from the frame before. */
  readonly psnr: number[];
  readonly change: number[];
  readonly referenceChange: number[];
  readonly uncovered: UncoveredTally;
};

/** Tallies of every method: from `directory` where they are known, measured together otherwise. `version` names the metrics. */
export async function tallyScene(
  files: SceneFiles,
  directory: string,
  version: string,
  onFrame: (done: number) => void,
): Promise<Map<string, Tally>> {
  const pathOf = (file: PictureFile): string =>
    join(directory, `${file.key}-${files.reference.key.slice(-8)}-${files.frames}-${version}.json`);
  const known = new Map<string, Tally>();
  const missing = new Map<string, PictureFile>();
  for (const [name, file] of files.methods) {
    const path = pathOf(file);
    if (existsSync(path)) known.set(name, JSON.parse(readFileSync(path, 'utf8')) as Tally);
    else missing.set(name, file);
  }
  mkdirSync(directory, { recursive: true });
  for (const [name, tally] of await measureFrames(files, missing, onFrame)) {
    known.set(name, tally);
    writeFileSync(pathOf(missing.get(name)!), JSON.stringify(tally));
  }
  return new Map([...files.methods.keys()].map((name) => [name, known.get(name)!]));
}

async function measureFrames(
  files: SceneFiles,
  methods: ReadonlyMap<string, PictureFile>,
  onFrame: (done: number) => void,
): Promise<Map<string, Tally>> {
  const tallies = new Map([...methods.keys()].map((name) => [name, newTally()]));
  if (methods.size === 0) return tallies;
  const picture = (pixels: Uint8Array): Picture => ({ ...files.size, pixels });
  const previous = new Map<string, Picture>();
  for (let index = 0; index < files.frames + files.held; index++) {
    const reference = picture(await files.reference.read(index));
    const before = previous.get('reference');
    const measured = index < files.frames;
    const counted = measured && index >= firstCounted;
    const forSsim = measured ? ssimReference(reference) : undefined;
    const forFlip = measured ? flipReference(reference) : undefined;
    const ages = counted ? innerUncovered(await files.ages.read(index), files.size.width) : undefined;
    const uncovered = ages?.some((age) => age !== ageUnknown) ? ages : undefined;
    for (const [name, tally] of tallies) {
      const test = picture(await methods.get(name)!.read(index));
      const last = previous.get(name);
      const decibels = finiteDecibels(psnr(test, reference));
      tally.psnr.push(decibels);
      tally.change.push(last ? meanSquare(test, last) : 0);
      tally.referenceChange.push(before ? meanSquare(reference, before) : Number.MAX_VALUE);
      if (forSsim && forFlip) {
        tally.scores.push({ psnr: decibels, ssim: ssim(test, forSsim), flip: flip(test, forFlip) });
        tally.temporal.push(last && before ? temporalError(test, last, reference, before) : null);
        tally.tiles.push(counted ? tileErrors(files.size, test.pixels, reference.pixels) : null);
      }
      if (uncovered) addUncovered(tally.uncovered, test.pixels, reference.pixels, uncovered);
      previous.set(name, test);
    }
    previous.set('reference', reference);
    onFrame(index + 1);
  }
  return tallies;
}

function newTally(): Tally {
  return {
    scores: [],
    temporal: [],
    tiles: [],
    psnr: [],
    change: [],
    referenceChange: [],
    uncovered: newUncoveredTally(),
  };
}

function meanSquare(a: Picture, b: Picture): number {
  return squaredError(a.pixels, b.pixels) / (a.width * a.height * 3);
}
