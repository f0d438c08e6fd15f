import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseVideoArguments, type VideoArguments } from '../../quality/video/host/arguments.ts';

const known = [{ name: 'bicubic' }, { name: 'small' }, { name: 'websr', peer: 'websr' }];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'video-arguments-'));
  for (const name of ['b.mp4', 'a.webm', 'notes.txt', 'c.png']) writeFileSync(join(folder, name), '');
  mkdirSync(join(folder, 'websr/src'), { recursive: true });
  writeFileSync(join(folder, 'websr/src/main.ts'), '');
});

afterAll(() => rmSync(folder, { recursive: true }));

const parse = (...argv: string[]): VideoArguments => {
  const options = parseVideoArguments(argv, known, folder);
  if (options === 'help') throw new Error('help');
  return options;
};

test('a folder gives its clips in order, or its pictures; a file is taken at its word', () => {
  expect(parse('--video', '.').files).toEqual([join(folder, 'a.webm'), join(folder, 'b.mp4')]);
  expect(parse('--images', '.').files).toEqual([join(folder, 'c.png')]);
  expect(parse('--video', 'notes.txt').files).toEqual([join(folder, 'notes.txt')]);
});

test('peers run where their checkout is given', () => {
  expect(parse('--video', '.').methods).toEqual(['bicubic', 'small']);
  expect(parse('--video', '.', '--peer-websr', 'websr').methods).toEqual(['bicubic', 'small', 'websr']);
  expect(() => parse('--video', '.', '--methods', 'websr')).toThrow(/needs --peer-websr/);
  expect(() => parse('--video', '.', '--peer-websr', '.')).toThrow(/holds no src\/main.ts/);
});

test('degradations', () => {
  expect(parse('--video', '.').degradation).toEqual({ kind: 'bicubic' });
  expect(parse('--video', '.', '--degradation', 'h264', '--bits-per-pixel', '0.2').degradation).toEqual({
    kind: 'h264',
    bitsPerPixel: 0.2,
  });
  expect(parse('--video', '.').restoration).toBe('auto');
  expect(parse('--video', '.', '--degradation', 'h264').restoration).toBe('auto');
  expect(parse('--video', '.', '--restoration', 'auto').restoration).toBe('auto');
  expect(parse('--video', '.', '--restoration', '0.8').restoration).toBe(0.8);
});

test.each([
  [['--video', 'missing.mp4'], /does not exist/],
  [['--video', 'websr'], /holds nothing/],
  [['--video', '.', '--images', '.'], /one of them/],
  [['--video', '.', '--methods', 'magic'], /no method is called 'magic'/],
  [['--video', '.', '--degradation', 'rain'], /neither bicubic nor h264/],
  [['--video', '.', '--restoration', '2'], /is not 'auto' or a number from 0 to 1/],
  [['--video', '.', '--restoration', 'automatic'], /'automatic' is not 'auto' or a number/],
  [['--video', '.', '--frames', '0'], /whole number from 1/],
  [['--video', '.', '--crop', '8x8'], /at least 32/],
  [['--video', '.', '--scene', 'market'], /Unknown option '--scene'/],
])('%j is refused in words', (argv, message) => {
  expect(() => parse(...argv)).toThrow(message);
});

test('--help', () => {
  expect(parseVideoArguments(['--video', 'x', '--help'], known)).toBe('help');
});
