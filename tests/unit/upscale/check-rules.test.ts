// The checker's verdicts on made-up numbers.
import { expect, test } from 'vitest';
import { getJitterOffset } from '@frameloom/upscale';
import { judgeSizes, judgeWindow, type FrameFacts } from '../../../packages/upscale/src/check-rules.ts';
import { slotFields, windowFrames } from '@frameloom/gpu/check';

type Fields = Record<number, number>;

/** A window in which every frame wrote `fields`, over a picture that nothing is wrong with: 200 samples, 100 moving. */
function window(fields: Fields | ((frame: number) => Fields) = {}): Int32Array {
  const slots = new Int32Array(windowFrames * slotFields);
  for (let f = 0; f < windowFrames; f++) {
    const motion = Object.fromEntries([9, 10, 11, 12, 13, 14].map((field) => [field, 9000]));
    const slides = Object.fromEntries([17, 18, 19, 20, 21, 22, 23, 24].map((field) => [field, 9000]));
    const clean: Fields = { 0: 200, 4: 5, 5: 200 * 150, 6: 20, 7: 100, 8: 3000, 15: 100, 16: 1500 };
    const all: Fields = {
      ...clean,
      ...motion,
      ...slides,
      ...(typeof fields === 'function' ? fields(f) : fields),
    };
    for (const [field, value] of Object.entries(all)) slots[f * slotFields + Number(field)] = value;
  }
  return slots;
}

const facts = (jittered = true): FrameFacts[] =>
  Array.from({ length: windowFrames }, (_, i) => ({
    jitter: jittered ? getJitterOffset(i, 32) : { x: 0.25, y: 0.1 },
    reset: i === 0,
  }));

const judge = (slots: Int32Array, given: FrameFacts[] = facts(), options = { hdr: true }): string[] =>
  judgeWindow(slots, given, options).map(({ code, message }) => `${code}: ${message}`);

test('nothing wrong', () => {
  expect(judge(window())).toEqual([]);
});

test.each([
  [9, 'motion-sign', /reversed in both axes \(error 33 % .*Negate motionVectorScale\.$/],
  [12, 'motion-sign', /reversed in x .*Negate motionVectorScale\.x\.$/],
  [13, 'motion-sign', /reversed in y .*Negate motionVectorScale\.y\.$/],
  [10, 'motion-scale', /halved .*Halve motionVectorScale/],
  [11, 'motion-scale', /doubled .*Double motionVectorScale/],
  [14, 'motion-scale', /ignored .*check their space/],
])('field %i explains the motion better', (field, code, message) => {
  const found = judge(window({ 8: 6000, [field]: 2000 }));
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(new RegExp(`^${code}: upscale: .*${message.source}`));
});

test('of two better explanations the best is told', () => {
  expect(judge(window({ 8: 6000, 9: 2500, 10: 1500 }))).toEqual([expect.stringContaining('when halved')]);
});

test('no verdict on little evidence', () => {
  const better = { 8: 6000, 9: 2000 };
  expect(judge(window({ ...better, 7: 7 })), 'few moving samples').toEqual([]);
  expect(judge(window((f) => (f < 4 ? { ...better, 8: 60000 } : { 7: 0, 8: 0 }))), 'few frames').toEqual([]);
  const accident = window((f) => (f % 2 ? { 8: 20000, 9: 100 } : { 8: 500, 9: 900 }));
  expect(judge(accident), 'half of the frames disagree').toEqual([]);
  expect(judge(window({ ...better, 9: 4000 })), 'not clearly better').toEqual([]);
  expect(judge(window({ 8: 500, 9: 100 })), 'hardly any error').toEqual([]);
  expect(judge(window({ 0: 7, 7: 7, 8: 600, 9: 10 })), 'few samples').toEqual([]);
  expect(judge(new Int32Array(windowFrames * slotFields)), 'none').toEqual([]);
});

test('no verdict on a window with a cut in it', () => {
  const cut = facts().map((fact, i) => ({ ...fact, reset: i === 5 }));
  expect(judge(window({ 8: 6000, 9: 2000 }), cut)).toEqual([]);
});

test('a slide without motion', () => {
  const resting = { 7: 0, 8: 0, 15: 200, 16: 8000 };
  expect(judge(window(resting))).toEqual([]);
  expect(judge(window({ ...resting, 19: 2000 }))).toEqual([expect.stringMatching(/^motion-zero: /)]);
  expect(judge(window({ ...resting, 16: 400, 19: 100 }))).toEqual([]);
});

test('jitter', () => {
  expect(judge(window(), facts(false))).toEqual([
    expect.stringMatching(
      /^jitter-missing: upscale: jitterOffset stayed at \(0\.25, 0\.1\) for 16 frames\. Move/,
    ),
  ]);
  const frozen = { 7: 0, 8: 0, 14: 0, 15: 200, 16: 0 };
  expect(judge(window(frozen))).toEqual([expect.stringMatching(/^jitter-not-applied: /)]);
  const blank = Object.fromEntries([17, 18, 19, 20, 21, 22, 23, 24].map((field) => [field, 0]));
  expect(judge(window({ ...frozen, ...blank })), 'an empty screen').toEqual([]);
});

test('motion that follows the jitter', () => {
  const motion =
    (gain: number) =>
    (f: number): Fields => {
      const [now, was] = [getJitterOffset(f, 32), getJitterOffset(f - 1, 32)];
      const smooth = 3 * Math.sin(f / 6);
      return {
        1: (smooth + gain * (now.x - was.x)) * 256 * 200,
        2: (smooth + gain * (now.y - was.y)) * 256 * 200,
      };
    };
  expect(judge(window(motion(0)))).toEqual([]);
  for (const gain of [1, -1]) {
    expect(judge(window(motion(gain)))).toEqual([
      expect.stringMatching(/^motion-jittered: .*pixels per pixel/),
    ]);
  }
});

test('depth', () => {
  const near = window({ 3: 150 });
  expect(judge(near)).toEqual([expect.stringMatching(/^depth-reversed: upscale: 75 % of the picture/)]);
  expect(judge(window({ 3: 100 }))).toEqual([]);
  expect(judgeWindow(near, facts(), { hdr: true, orthographic: true })).toEqual([]);
});

test('colour', () => {
  const coded = window({ 4: 0, 6: 200 });
  expect(judge(coded)).toEqual([expect.stringMatching(/^color-encoding: .*\(mean luma 0\.15\)/)]);
  expect(judge(coded, facts(), { hdr: false })).toEqual([]);
  expect(judge(window({ 4: 0, 5: 200 * 500 }))).toEqual([expect.stringMatching(/^color-encoding: /)]);
  expect(judge(window({ 4: 0, 5: 200 * 20, 6: 200 })), 'too dark to tell').toEqual([]);
});

test('sizes and bias', () => {
  const size = { width: 960, height: 540 };
  const display = { width: 1920, height: 1080 };
  const textures = { color: size, depth: size };
  expect(judgeSizes({ renderSize: size, mipBias: -2 }, textures, display)).toEqual([]);
  expect(judgeSizes({ renderSize: size, mipBias: -1.3 }, textures, display)).toEqual([]);
  const find = (...given: Parameters<typeof judgeSizes>): string[] =>
    judgeSizes(...given).map(({ code }) => code);
  expect(find({ renderSize: size }, textures, display)).toEqual(['mip-bias-missing']);
  expect(find({ renderSize: size, mipBias: -1 }, textures, display)).toEqual(['mip-bias-missing']);
  expect(find({ renderSize: size, mipBias: -2 }, { color: size, depth: display }, display)).toEqual([
    'size-mismatch',
  ]);
  const wide = { width: 960, height: 400 };
  expect(find({ renderSize: wide, mipBias: -2 }, { color: wide }, display)).toEqual(['size-mismatch']);
});
