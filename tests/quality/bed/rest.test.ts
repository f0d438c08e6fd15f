// The test bed's end and its strafe: a picture at rest stays, and what was uncovered mends as after a reset. Figures are printed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ageUnknown, renderAges } from '../engine/ages.ts';
import { innerUncovered } from '../analysis/disocclusion.ts';
import { stillFigure } from '../analysis/still.ts';
import { runMethod } from '../engine/run-method.ts';
import { renderReference } from '../engine/reference.ts';
import { createNodePlatform } from '../host/node-platform.ts';
import { methods } from '../methods/index.ts';
import { decibels, psnr, squaredError } from '../metrics/psnr.ts';
import type { SceneSource } from '../sequences/types.ts';
import { bedShots } from './camera.ts';
import { bedNames, bedScene } from './index.ts';

const size = { width: 320, height: 180 };
const rested = 48; // frames at rest that are looked at
const fall = 0.8; // dB that it may lose again: with the network night loses 0.59, all others at most 0.36
const age = 8; // frames since uncovered that are compared with a reset
const seen = bedShots.strafe + 11;
const ours = ['analytic', 'standard'];
// All of them take a quarter of an hour on two cores.
const all = process.env['BED'] === 'all';

type Pictures = readonly Uint8Array[];

let platform: Awaited<ReturnType<typeof createNodePlatform>>;
beforeAll(async () => {
  platform = await createNodePlatform();
});
afterAll(() => platform.device.destroy());

/** The scene's frames from `first` on. */
function from(name: string, first: number): SceneSource {
  const { open } = bedScene(name)!;
  return {
    name,
    open: async () => {
      const built = await open();
      return { ...built, sequence: (frame) => built.sequence(frame + first) };
    },
  };
}

const spec = (frames: number): { size: typeof size; ratio: number; frames: number; samples: number } => ({
  size,
  ratio: 2,
  frames,
  samples: 32,
});

async function play(name: string, id: string, first: number, end: number): Promise<Pictures> {
  const pictures: Uint8Array[] = [];
  const method = methods.find((candidate) => candidate.name === id)!;
  await runMethod(
    platform,
    from(name, first),
    spec(end - first),
    method,
    (_, pixels) => void pictures.push(pixels),
  );
  return pictures;
}

async function referenceOf(name: string, frame: number): Promise<Uint8Array> {
  const pictures: Uint8Array[] = [];
  await renderReference(platform, from(name, frame), spec(1), (_, pixels) => void pictures.push(pixels));
  return pictures[0]!;
}

describe.each(all ? bedNames : ['night'])('%s', (name) => {
  test('at rest: stays where it has converged to', async () => {
    const reference = { ...size, pixels: await referenceOf(name, bedShots.stop) };
    for (const id of ours) {
      const shown = (await play(name, id, bedShots.cut, bedShots.stop + rested)).slice(
        bedShots.stop - bedShots.cut,
      );
      const {
        framesToWithin05dB: frames,
        best,
        last,
        drift,
      } = stillFigure(
        0,
        shown.map((pixels) => psnr({ ...size, pixels }, reference)),
        [0],
      );
      console.log(
        `${name} ${id}: ${frames} frames to within 0.5 dB of ${best.toFixed(2)}, at the end ${last.toFixed(2)}`,
      );
      expect.soft(drift, id).toBeLessThanOrEqual(fall);
    }
  });
});

describe.each(all ? bedNames : ['gallery'])('%s', (name) => {
  test('eight frames after it was uncovered: within 1.5 dB of what a reset gives', async () => {
    const reference = await referenceOf(name, seen);
    let ages = new Uint8Array();
    await renderAges(platform, from(name, 0), spec(seen + 1), (_, map) => void (ages = map));
    const uncovered = innerUncovered(ages, size.width);
    const mask = Array.from(uncovered, (since) => since !== ageUnknown && Math.abs(since - age) <= 1);
    const pixels = mask.filter(Boolean).length;
    if (pixels < 100) return;
    const error = (picture: Uint8Array): number =>
      squaredError(masked(picture, mask), masked(reference, mask));
    for (const id of ours) {
      const kept = decibels(error((await play(name, id, 0, seen + 1)).at(-1)!) / (3 * pixels));
      const reset = decibels(error((await play(name, id, seen - age, seen + 1)).at(-1)!) / (3 * pixels));
      console.log(
        `${name} ${id}: ${pixels} pixels, ${kept.toFixed(2)} dB, after a reset ${reset.toFixed(2)}`,
      );
      expect.soft(kept, id).toBeGreaterThan(reset - 1.5);
    }
  });
});

/** The picture with black where the mask is not. */
function masked(picture: Uint8Array, mask: readonly boolean[]): Uint8Array {
  return picture.map((value, i) => (mask[i >> 2] ? value : 0));
}
