// The two rules of the sweep: no scene below bilinear, and at rest the light that there is.
import { expect } from 'vitest';
import { astray, light, opaque, psnr } from './rate.ts';
import { referenceOf, shotsOf, type Case } from './shots.ts';

/** Upscalers that the rules hold for. */
export const ours = ['analytic', 'standard'] as const;

/** Fails where one of ours is not nearer to the reference than bilinear filtering is. */
export async function expectAboveBilinear(scene: Case): Promise<void> {
  const references = (await referenceOf(scene)).map(opaque);
  const rate = async (name: string): Promise<number> =>
    psnr((await shotsOf(scene, name)).map(opaque), references);
  const least = await rate('bilinear');
  for (const name of ours) {
    expect(await rate(name), `${name} beside ${least.toFixed(2)} dB`).toBeGreaterThan(least);
  }
}

/** Fails where more than `most` (a share) of the light is where the reference is black. */
export async function expectNoTrails(scene: Case, name: string, most: number): Promise<void> {
  expect(astray(await shotsOf(scene, name), await referenceOf(scene)), name).toBeLessThan(most);
}

/** Fails where the light of a method is further than `tolerance` (a share) from the reference's. */
export async function expectLight(scene: Case, name: string, tolerance: number): Promise<void> {
  const share = light(await shotsOf(scene, name), await referenceOf(scene), scene[1].back ?? 0);
  expect(Math.abs(share - 1)).toBeLessThan(tolerance);
}

/** Bilinear filtering and what is held against it. */
export const measured = ['bilinear', 'analytic', 'standard'] as const;

/** Light as a share of the reference's, the share of it that trails behind, and dB. */
export async function rateMoving(
  scene: Case,
  name: string,
): Promise<{ light: number; trails: number; db: number }> {
  const [shots, references] = [await shotsOf(scene, name), await referenceOf(scene)];
  return {
    light: light(shots, references, scene[1].back ?? 0),
    trails: astray(shots, references),
    db: psnr(shots.map(opaque), references.map(opaque)),
  };
}
