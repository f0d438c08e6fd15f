import { expect, test } from 'vitest';
import { textureBytes } from '@frameloom/gpu';

/** Bytes per texel block, from the tables "Texture Format Capabilities" of the WebGPU specification. */
const plain = [
  [1, 'r8unorm r8snorm r8uint r8sint stencil8'],
  [2, 'r16unorm r16snorm r16uint r16sint r16float rg8unorm rg8snorm rg8uint rg8sint depth16unorm'],
  [4, 'r32uint r32sint r32float rg16unorm rg16snorm rg16uint rg16sint rg16float'],
  [4, 'rgba8unorm rgba8unorm-srgb rgba8snorm rgba8uint rgba8sint bgra8unorm bgra8unorm-srgb'],
  [4, 'rgb9e5ufloat rgb10a2uint rgb10a2unorm rg11b10ufloat depth24plus depth24plus-stencil8 depth32float'],
  [8, 'rg32uint rg32sint rg32float rgba16unorm rgba16snorm rgba16uint rgba16sint rgba16float'],
  [8, 'depth32float-stencil8'],
  [16, 'rgba32uint rgba32sint rgba32float'],
] as const;
const blocks4x4 = [
  [8, 'bc1-rgba-unorm bc1-rgba-unorm-srgb bc4-r-unorm bc4-r-snorm'],
  [8, 'etc2-rgb8unorm etc2-rgb8unorm-srgb etc2-rgb8a1unorm etc2-rgb8a1unorm-srgb eac-r11unorm eac-r11snorm'],
  [16, 'bc2-rgba-unorm bc2-rgba-unorm-srgb bc3-rgba-unorm bc3-rgba-unorm-srgb bc5-rg-unorm bc5-rg-snorm'],
  [16, 'bc6h-rgb-ufloat bc6h-rgb-float bc7-rgba-unorm bc7-rgba-unorm-srgb'],
  [16, 'etc2-rgba8unorm etc2-rgba8unorm-srgb eac-rg11unorm eac-rg11snorm'],
] as const;
const pairs = (table: typeof plain | typeof blocks4x4): [string, number][] =>
  table.flatMap(([bytes, names]) => names.split(' ').map((name): [string, number] => [name, bytes]));
const astc = '4x4 5x4 5x5 6x5 6x6 8x5 8x6 8x8 10x5 10x6 10x8 10x10 12x10 12x12'.split(' ');

const bytesOf = (format: string, width = 1, height = 1, mipLevelCount = 1): number =>
  textureBytes({ width, height, format: format as GPUTextureFormat, mipLevelCount });

test.each(pairs(plain))('%s has %i bytes per texel', (format, bytes) => {
  expect(bytesOf(format, 7, 3)).toBe(21 * bytes);
});

test.each(pairs(blocks4x4))('%s has %i bytes per 4×4 block', (format, bytes) => {
  expect(bytesOf(format)).toBe(bytes);
  expect(bytesOf(format, 9, 4)).toBe(3 * bytes);
});

test.each(astc.flatMap((size) => [`astc-${size}-unorm`, `astc-${size}-unorm-srgb`]))('%s', (format) => {
  const [width = 0, height = 0] = /\d+x\d+/.exec(format)![0].split('x').map(Number);
  expect(bytesOf(format, width, height)).toBe(16);
  expect(bytesOf(format, width + 1, height + 1)).toBe(64);
});

test('mip levels halve, rounding down, to one texel', () => {
  expect(bytesOf('r8unorm', 5, 3, 3)).toBe(15 + 2 + 1);
  expect(bytesOf('rgba16float', 1920, 1080, 11)).toBe(
    8 *
      (1920 * 1080 +
        960 * 540 +
        480 * 270 +
        240 * 135 +
        120 * 67 +
        60 * 33 +
        30 * 16 +
        15 * 8 +
        7 * 4 +
        3 * 2 +
        1),
  );
});

test('refuses what is not a format or a size', () => {
  for (const format of ['rgba16', 'rgb8unorm', '', 'depth', 'bc9-rgba-unorm', undefined]) {
    expect(() => bytesOf(format as string)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  }
  for (const size of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '4']) {
    expect(() => bytesOf('r8unorm', size as number)).toThrow(
      expect.objectContaining({ code: 'invalid-size' }),
    );
  }
});
