import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseArguments, UsageError, type QualityArguments } from '../../quality/host/arguments.ts';

const scenes = ['market', 'static'];
const bed = ['statues'];
const groups = { all: scenes, test: bed };
const known = ['bilinear', 'pmndrs', 'analytic'];
const folder = mkdtempSync(join(tmpdir(), 'quality-arguments-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function parse(...argv: string[]): QualityArguments {
  const options = parseArguments(argv, groups, known, folder);
  if (options === 'help') throw new Error('help was asked for');
  return options;
}

test('no options: all scenes, every method that needs no peer, twice the pixels a side', () => {
  expect(parse()).toEqual({
    scenes,
    ratio: 2,
    frames: 64,
    size: { width: 960, height: 540 },
    methods: ['bilinear', 'analytic'],
    samples: 32,
    out: join(folder, 'tests/out/quality'),
    record: undefined,
    peer: undefined,
    host: 'node',
    cache: true,
  });
});

test('the test bed stands for its scenes, beside others', () => {
  expect(parse('--scene', 'test,market').scenes).toEqual([...bed, 'market']);
});

test('everything can be chosen', () => {
  mkdirSync(join(folder, 'peer/src'), { recursive: true });
  writeFileSync(join(folder, 'peer/src/index.ts'), '');
  writeFileSync(join(folder, 'helmet.glb'), '');
  const line =
    '--scene static,helmet.glb --ratio 1.5 --frames 20 --size 320x180 --samples 64 --methods pmndrs,bilinear ' +
    '--peer-upscaler peer --in chromium --out o --no-cache';
  const options = parse(...line.split(' '));
  expect(options).toEqual({
    scenes: ['static', join(folder, 'helmet.glb')],
    ratio: 1.5,
    frames: 20,
    size: { width: 320, height: 180 },
    methods: ['pmndrs', 'bilinear'],
    samples: 64,
    out: join(folder, 'o'),
    record: undefined,
    peer: join(folder, 'peer'),
    host: 'chromium',
    cache: false,
  });
  expect(parse('--peer-upscaler', 'peer').methods).toEqual(known);
});

test.each([
  [['--scene', 'marked'], /no scene is called 'marked'. Use market, static/],
  [['--scene', 'missing.glb'], /missing\.glb is not a file/],
  [['--ratio', '4'], /--ratio: '4' is not a number from 1 to 3/],
  [['--ratio', 'two'], /--ratio: 'two'/],
  [['--frames', '3'], /--frames: '3' is not a number from 10/],
  [['--frames', '12.5'], /not a whole number/],
  [['--size', '960'], /--size: '960' is not WIDTHxHEIGHT/],
  [['--size', '20000x100'], /--size/],
  [['--samples', '0'], /--samples/],
  [['--methods', 'bilinear,magic'], /no method is called 'magic'. Use bilinear, pmndrs, analytic/],
  [['--methods', ','], /none given/],
  [['--methods', 'pmndrs'], /'pmndrs' needs --peer-upscaler DIR/],
  [['--peer-upscaler', '/nowhere'], /\/nowhere holds no src\/index\.ts/],
  [['--in', 'safari'], /'safari' is neither node nor chromium/],
  [['--sise', '1x1'], /Unknown option '--sise'/],
  [['market'], /Unexpected argument 'market'/],
])('%j is refused with one clear message', (argv, message) => {
  expect(() => parse(...argv)).toThrow(UsageError);
  expect(() => parse(...argv)).toThrow(message);
});

test('--help is help', () => {
  expect(parseArguments(['--help'], groups, known)).toBe('help');
});
