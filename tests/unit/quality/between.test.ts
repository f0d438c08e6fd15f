import { describe, expect, test } from 'vitest';
import { parseBetween } from '../../quality/between/arguments.ts';
import { blend, repeat } from '../../quality/between/methods/baselines.ts';
import { betweenTable, type BetweenReport } from '../../quality/between/report.ts';
import { createTally } from '../../quality/between/tally.ts';
import type { BetweenMethod, Rendered } from '../../quality/between/types.ts';
import { flipReference } from '../../quality/metrics/flip.ts';
import type { Picture } from '../../quality/metrics/picture.ts';
import { ssimReference } from '../../quality/metrics/ssim.ts';

const parse = (...argv: string[]) =>
  parseBetween(['--between', ...argv], { all: ['market'] }, ['blend', 'analytic']);

test('one of two frames at full resolution where nothing is said', () => {
  expect(parse()).toMatchObject({
    factor: 2,
    ratio: 1,
    frames: 64,
    scenes: ['market'],
    methods: ['blend', 'analytic'],
  });
  expect(parse('--factor', '4', '--ratio', '2')).toMatchObject({ factor: 4, ratio: 2 });
  expect(parse('--factor=3')).toMatchObject({ factor: 3 });
  expect(parse('--help')).toBe('help');
});

test.each([
  [['--factor', '1'], /--factor: '1' is not a whole number from 2 to 8/],
  [['--factor', 'two'], /'two'/],
  [['--factor'], /--factor: ''/],
  [['--in', 'chromium'], /works in Node/],
  [['--methods', 'rife'], /no method is called 'rife'/],
])('%s is told', (argv, message) => {
  expect(() => parse(...argv)).toThrow(message);
});

const flat = (value: number): Picture => ({
  width: 32,
  height: 32,
  pixels: new Uint8Array(32 * 32 * 4).fill(value),
});

describe('baselines', () => {
  const made = async (method: BetweenMethod, t: number): Promise<number> => {
    const run = await method.create({} as never);
    for (const value of [10, 110]) await run.add({ pixels: flat(value).pixels } as Rendered);
    return (await run.make(t))[0]!;
  };

  test('repeat shows the nearest rendered frame, blend the mean by time', async () => {
    expect([await made(repeat, 0.25), await made(repeat, 0.75)]).toEqual([10, 110]);
    expect([await made(blend, 0.25), await made(blend, 0.5)]).toEqual([35, 60]);
  });
});

describe('figures', () => {
  const truth = (value: number) => ({
    picture: flat(value),
    forSsim: ssimReference(flat(value)),
    forFlip: flipReference(flat(value)),
    regions: { edges: (i: number) => i < 512, particles: (i: number) => i < 10 },
  });

  test('regions of too few pixels have none', () => {
    const tally = createTally();
    tally.add(flat(100), truth(110));
    tally.addStep([flat(100), flat(100)], [flat(100), flat(110)]);
    const { psnr, tpsnr, regions } = tally.score();
    const wanted = 10 * Math.log10((255 * 255) / 100);
    expect(psnr).toBeCloseTo(wanted, 6);
    expect(tpsnr).toBeCloseTo(wanted, 6);
    expect(regions.edges).toBeCloseTo(wanted, 6);
    expect(regions).toMatchObject({ disocclusion: null, particles: null, hud: null });
  });

  test('the table holds scenes, their mean, and regions of the scenes that have them', () => {
    const score = (psnr: number, particles: number | null) => ({
      psnr,
      ssim: 1,
      flip: 0.5,
      tpsnr: psnr,
      regions: { edges: psnr, disocclusion: null, particles, hud: null },
    });
    const report = (scene: string, psnr: number, particles: number | null): BetweenReport => ({
      adapter: 'a',
      scene,
      factor: 2,
      frames: 10,
      methods: { blend: score(psnr, particles) },
    });
    const lines = betweenTable([report('one', 20, null), report('two', 30, 12)]).split('\n');
    expect(lines[2]).toBe(
      '| blend | 20.00 / 20.00 / 0.500 | 30.00 / 30.00 / 0.500 | 25.00 / 25.00 / 0.500 | 25.00 | – | 12.00 |',
    );
  });
});
