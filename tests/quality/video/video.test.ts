// `npm run quality -- --video` and `--images` end to end on a small scale: real decoding, degradation, methods, metrics.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pngAddress } from '../report/png.ts';
import { parseVideoArguments } from './host/arguments.ts';
import type { VideoWorkshop } from './host/browser.ts';
import { measureVideo, openWorkshop } from './host/main.ts';
import { videoMethods } from './methods/index.ts';
import type { VideoReport } from './types.ts';

const [width, height] = [128, 96];
let folder: string;
let workshop: VideoWorkshop;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quality-video-'));
  mkdirSync(join(folder, 'images'));
  for (const name of ['a', 'b']) {
    const png = pngAddress(width, height, drawPicture(name === 'a' ? 9 : 14));
    writeFileSync(join(folder, `images/${name}.png`), Buffer.from(png.slice(png.indexOf(',') + 1), 'base64'));
  }
  workshop = await openWorkshop({
    files: [join(folder, 'clip.webm'), join(folder, 'images/a.png')],
    peers: none,
  });
  writeFileSync(join(folder, 'clip.webm'), await workshop.makeClip(width, height, 9));
});

afterAll(async () => {
  await workshop?.close();
  rmSync(folder, { recursive: true, force: true });
});

const none = { websr: undefined, anime4k: undefined };

function measure(...argv: string[]): Promise<VideoReport> {
  const options = parseVideoArguments([...argv, '--out', join(folder, 'out')], videoMethods, folder);
  if (options === 'help') throw new Error('unreachable');
  return measureVideo(options, workshop);
}

test('pictures: the report has the promised shape and is what was written', async () => {
  const methods = ['bilinear', 'bicubic', 'lanczos', 'spatial', 'small'];
  const report = await measure('--images', 'images', '--methods', methods.join(','));
  expect(JSON.parse(readFileSync(join(folder, 'out/report.json'), 'utf8'))).toEqual(report);
  expect(report).toMatchObject({
    source: join(folder, 'images'),
    scale: 2,
    degradation: 'bicubic',
    restoration: 'auto',
    frames: 2,
  });
  expect(report.adapter).not.toBe('');
  expect(Object.keys(report.methods)).toEqual(methods);
  expect(Object.keys(report.files ?? {})).toEqual(['a.png', 'b.png']);
  for (const [name, figures] of Object.entries(report.methods)) {
    expect(figures.psnr, name).toBeGreaterThan(15);
    expect(figures.psnr, name).toBeLessThan(50);
    expect(figures.ssim, name).toBeGreaterThan(0.5);
    expect(figures.ssim, name).toBeLessThan(1);
    expect(figures.msRatio, name).toBeGreaterThan(0);
    expect(figures.tpsnr, name).toBeNull();
  }
  const { bilinear, bicubic, lanczos, small } = report.methods;
  expect(bicubic!.psnr).toBeGreaterThan(bilinear!.psnr);
  expect(lanczos!.psnr).toBeGreaterThan(bilinear!.psnr);
  expect(small!.psnr).toBeGreaterThan(bicubic!.psnr + 0.5);
  expect(small!.ssim).toBeGreaterThan(bicubic!.ssim);
  expect(bicubic!.macsPerPixel).toBe(0);
  expect(small!.macsPerPixel).toBeGreaterThan(1000);
  expect(small!.macsPerPixel).toBeLessThanOrEqual(4000);
  expect(existsSync(join(folder, 'out/a.png.png'))).toBe(true);
  expect(readFileSync(join(folder, 'out/table.md'), 'utf8')).toContain('| small |');
});

test('a clip: frames, their change in time, and what a codec costs', async () => {
  const clip = ['--video', 'clip.webm', '--start', '0', '--frames', '6', '--methods', 'bicubic,small'];
  const clean = await measure(...clip);
  expect(clean.frames).toBe(6);
  expect(clean.files).toBeUndefined();
  for (const key of ['psnr', 'ssim', 'tpsnr'] as const)
    expect(clean.methods['small']![key]!, key).toBeGreaterThan(clean.methods['bicubic']![key]!);
  const coded = await measure(...clip, '--degradation', 'h264', '--bits-per-pixel', '0.3');
  expect(coded.degradation).toBe('bicubic, h264 at 0.3 bits per pixel');
  for (const name of ['bicubic', 'small'])
    expect(coded.methods[name]!.psnr).toBeLessThan(clean.methods[name]!.psnr);
  const told = await measure(...clip, '--restoration', '0.9');
  expect(told.restoration).toBe(0.9);
  expect(told.methods['bicubic']!.psnr).toBe(clean.methods['bicubic']!.psnr);
  expect(told.methods['small']!.psnr).not.toBe(clean.methods['small']!.psnr);
  // Still the same clip in the same order.
  expect(coded.methods['small']!.psnr).toBeGreaterThan(18);
});

test('what is no video is refused in words', async () => {
  writeFileSync(join(folder, 'broken.mp4'), 'not a film');
  await expect(measure('--video', 'broken.mp4', '--methods', 'bicubic')).rejects.toThrow(
    /unsupported|unrecognizable|format/i,
  );
});

function drawPicture(step: number): Uint8Array {
  const pixels = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const inside = (x - 60) ** 2 + (y - 50) ** 2 < 900;
    const bar = Math.floor((x + y / 3) / step) % 2;
    pixels.set([inside ? 220 : 60 + 80 * bar, inside ? 90 + bar * 90 : 120, 60 + x, 255], 4 * i);
  }
  return pixels;
}
