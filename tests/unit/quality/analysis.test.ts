import { describe, expect, test } from 'vitest';
import {
  addUncovered,
  disocclusionFigure,
  innerUncovered,
  newUncoveredTally,
  overBilinear,
  type DisocclusionFigure,
} from '../../quality/analysis/disocclusion.ts';
import { stillFigure, stillRun } from '../../quality/analysis/still.ts';
import { ageUnknown } from '../../quality/engine/ages.ts';
import { createCropFinder, cutCrop, tileErrors } from '../../quality/report/crops.ts';
import { summarize, markdown } from '../../quality/report/table.ts';
import type { SceneReport } from '../../quality/report/types.ts';

const pixels = 400;

/** The figure of one frame per age; the error of each frame is `errorAt(age)` in every channel. */
function figureOf(errorAt: (age: number) => number): DisocclusionFigure {
  const tally = newUncoveredTally();
  const reference = new Uint8Array(pixels * 4).fill(100);
  for (let age = 0; age < 32; age++) {
    const test = new Uint8Array(pixels * 4).fill(100 + errorAt(age));
    addUncovered(tally, test, reference, new Uint8Array(pixels).fill(age));
  }
  return disocclusionFigure(tally)!;
}

describe('disocclusion', () => {
  test('PSNR by age, and the first age within 1 dB of the final', () => {
    const figure = figureOf((age) => (age < 5 ? 20 : 5));
    expect(figure.psnrByAge[0]).toBeCloseTo(20 * Math.log10(255 / 20), 6);
    expect(figure.final).toBeCloseTo(20 * Math.log10(255 / 5), 6);
    expect(figure.framesToWithin1dB).toBe(5);
  });

  test('a method that never settles says so', () => {
    expect(figureOf((age) => (age < 20 ? 20 : 5)).framesToWithin1dB).toBeNull();
  });

  test('bilinear takes out what the content does', () => {
    // Everything gets easier after age 10, for both alike; the method itself is done at age 2.
    const content = (age: number): number => (age < 10 ? 20 : 10);
    const plain = figureOf(content);
    const method = figureOf((age) => content(age) / (age < 2 ? 1 : 2));
    expect(method.framesToWithin1dB).toBe(10);
    expect(overBilinear(method, plain).framesToWithin1dBOfGain).toBe(2);
  });

  test('nothing uncovered: no figure', () => {
    const tally = newUncoveredTally();
    addUncovered(tally, new Uint8Array(16), new Uint8Array(16), new Uint8Array(4).fill(ageUnknown));
    expect(disocclusionFigure(tally)).toBeNull();
  });

  test('pixels at the rim of what was uncovered are left out', () => {
    const age = new Uint8Array(36).fill(ageUnknown);
    for (const y of [1, 2, 3]) for (const x of [1, 2, 3]) age[y * 6 + x] = y;
    const inner = innerUncovered(age, 6);
    expect(inner[2 * 6 + 2]).toBe(2);
    expect(inner.filter((value) => value !== ageUnknown)).toHaveLength(1);
  });
});

describe('still', () => {
  test('finds the still end of a sequence', () => {
    const changes = [...Array.from({ length: 20 }, () => true), ...Array.from({ length: 9 }, () => false)];
    expect(stillRun(changes)).toEqual({ from: 19, end: 29 });
    expect(stillRun(changes.slice(0, 24))).toBeNull();
  });

  test('reads convergence, drift and flicker', () => {
    const figure = stillFigure(10, [20, 24, 29.6, 30, 29.9], [50, 50, 4, 4]);
    expect(figure).toMatchObject({ best: 30, last: 29.9, framesToWithin05dB: 2, flicker: 2 });
    expect(figure.drift).toBeCloseTo(0.1);
    expect(stillFigure(0, [20, 30, 20], [1, 1]).framesToWithin05dB).toBeNull();
  });
});

test('crops go where the methods differ, apart in place and time', () => {
  const size = { width: 128, height: 64 };
  const black = new Uint8Array(128 * 64 * 4);
  const tiles = { good: [] as number[][], bad: [] as number[][] };
  for (let frame = 0; frame < 12; frame++) {
    const wrong = black.slice();
    const x = frame < 6 ? 4 : 100;
    for (let i = 0; i < 4; i++) wrong[4 * (10 * 128 + x) + i] = 200 + frame;
    tiles.good.push(tileErrors(size, black, black));
    tiles.bad.push(tileErrors(size, wrong, black));
  }
  const finder = createCropFinder(size, new Map(Object.entries(tiles)));
  const [first, second] = finder.mostDifferent(4);
  expect(first).toMatchObject({ frame: 11, x: 96, y: 0 });
  expect(second).toMatchObject({ frame: 5, x: 0, y: 0 });
  expect(finder.worstOf('bad', 5)).toEqual(second);
  const marked = black.slice();
  marked[4 * (3 * 128 + 97)] = 77;
  expect(cutCrop(marked, 128, first!)[4 * (3 * first!.width + 1)]).toBe(77);
});

test('tables average scenes and mark the best', () => {
  const report = (scene: string, psnr: number): SceneReport => {
    const method = (value: number): SceneReport['methods'][string] => ({
      psnr: value,
      ssim: value / 100,
      flip: 1 / value,
      tpsnr: value,
      perFrame: [],
    });
    return {
      adapter: 'a GPU',
      scene,
      ratio: 2,
      size: '960x540',
      frames: 64,
      methods: { bilinear: method(20), analytic: method(psnr) },
      analysis: {} as SceneReport['analysis'],
    };
  };
  const reports = [report('market', 26), report('thin', 22)];
  expect(summarize(reports)['analytic']!.psnr).toBe(24);
  const text = markdown(reports);
  expect(text).toContain('| analytic | **24.00** | **24.00** | **0.2400** |');
  expect(text).toContain('| PSNR ↑ | market | thin |');
  expect(text).toContain('| bilinear | 20.00 | 20.00 |');
});
