// The path without motion or history.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSpatialUpscaler, type SpatialFrame, type SpatialUpscaler } from '@frameloom/upscale';
import { useGpu } from '../../support/gpu-test.ts';
import { psnr, truth, type Scene } from './scenes.ts';
import { readback, upload, type Picture } from './textures.ts';

const fixture = useGpu();
const displaySize = { width: 64, height: 36 };
const renderSize = { width: 32, height: 18 };
let spatial: SpatialUpscaler;
let displayReferred: SpatialUpscaler;
beforeAll(async () => {
  [spatial, displayReferred] = await Promise.all([
    createSpatialUpscaler(fixture.gpu, { displaySize }),
    createSpatialUpscaler(fixture.gpu, { displaySize, hdr: false }),
  ]);
});
afterAll(() => {
  spatial.dispose();
  displayReferred.dispose();
});

async function enlarge(
  upscaler: SpatialUpscaler,
  picture: Picture,
  frame: Partial<SpatialFrame> = {},
): Promise<Picture> {
  const color = upload(fixture.device, picture.width, picture.height, 'rgba16float', picture.data);
  const encoder = fixture.device.createCommandEncoder();
  upscaler.record(encoder, { color, renderSize, sharpness: 0, ...frame });
  fixture.device.queue.submit([encoder.finish()]);
  return readback(fixture.device, frame.output ?? upscaler.output);
}

/** Value of the picture at a position of the enlarged one, by bilinear interpolation, and the range of the 4×4 around it. */
function around(picture: Picture, x: number, y: number, channel: number) {
  const px = ((x + 0.5) * picture.width) / displaySize.width - 0.5;
  const py = ((y + 0.5) * picture.height) / displaySize.height - 0.5;
  const load = (i: number, j: number): number => {
    const cx = Math.max(0, Math.min(picture.width - 1, i));
    const cy = Math.max(0, Math.min(picture.height - 1, j));
    return picture.data[(cy * picture.width + cx) * 4 + channel]!;
  };
  const [bx, by] = [Math.floor(px), Math.floor(py)];
  const [fx, fy] = [px - bx, py - by];
  const top = load(bx, by) * (1 - fx) + load(bx + 1, by) * fx;
  const bottom = load(bx, by + 1) * (1 - fx) + load(bx + 1, by + 1) * fx;
  const four = [load(bx, by), load(bx + 1, by), load(bx, by + 1), load(bx + 1, by + 1)];
  return { value: top * (1 - fy) + bottom * fy, low: Math.min(...four), high: Math.max(...four) };
}

function bilinear(picture: Picture): Picture {
  const data = new Float32Array(64 * 36 * 4);
  for (let i = 0; i < data.length; i++) {
    const pixel = i >> 2;
    data[i] = around(picture, pixel % 64, Math.floor(pixel / 64), i % 4).value;
  }
  return { ...displaySize, data };
}

// A slanted edge and a slanted bar, grey so that channels clamp alike.
const edges: Scene = (x, y) => {
  const t = x - 0.35 * y;
  const light = t < 0.2 ? 0.1 : t > 0.5 && t < 0.62 ? 0.2 : 0.8;
  return { color: [light, light, light], z: 1, toPrevious: [0, 0] };
};

test.each([0, 0.2, 1])('a constant stays constant at sharpness %d', async (sharpness) => {
  for (const value of [0, 0.004, 0.5, 1, 20, 3000]) {
    const data = Float32Array.from(
      { length: 32 * 18 * 4 },
      (_, i) => [value, value * 0.5, value * 0.25, 0.75][i % 4]!,
    );
    const { data: got } = await enlarge(spatial, { ...renderSize, data }, { sharpness });
    // In rgba16float the compressed 3000 is two steps below one, where a store rounds; some adapters cut off.
    const tolerance = value > 100 ? 0.6 : 0.012;
    for (let i = 0; i < got.length; i++) {
      const expected = data[i % 4]!;
      expect(Math.abs(got[i]! - expected)).toBeLessThanOrEqual(
        tolerance * Math.max(expected, i % 4 < 3 ? value : 0) + 1e-3,
      );
    }
  }
});

test('edges are sharper and truer than by bilinear interpolation', async () => {
  const input = truth(edges, 0, renderSize, 8);
  const target = truth(edges, 0, displaySize, 8);
  const plain = bilinear(input);
  const got = await enlarge(spatial, input);
  const sharpened = await enlarge(spatial, input, { sharpness: 0.5 });
  expect(psnr(got, target)).toBeGreaterThan(psnr(plain, target) + 0.5);
  const steepest = (p: Picture): number => {
    let sum = 0;
    for (let y = 4; y < 32; y++) {
      let most = 0;
      for (let x = 0; x < 63; x++)
        most = Math.max(most, Math.abs(p.data[(y * 64 + x) * 4]! - p.data[(y * 64 + x + 1) * 4]!));
      sum += most;
    }
    return sum / 28;
  };
  expect(steepest(got)).toBeGreaterThan(steepest(plain) * 1.1);
  expect(steepest(sharpened)).toBeGreaterThan(steepest(got));
});

test.each([true, false])('no ringing: every pixel within its four nearest samples, hdr %s', async (hdr) => {
  const input = truth(edges, 0, renderSize, 8);
  const got = await enlarge(hdr ? spatial : displayReferred, input);
  got.data.forEach((value, i) => {
    const { low, high } = around(input, (i >> 2) % 64, Math.floor((i >> 2) / 64), i % 4);
    expect(value).toBeGreaterThan(low - 0.004);
    expect(value).toBeLessThan(high + 0.004);
  });
});

test('broken samples do not spread', async () => {
  const input = truth(edges, 0, renderSize, 4);
  const clean = await enlarge(spatial, input);
  const data = Float32Array.from(input.data);
  data.set([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN], (9 * 32 + 16) * 4);
  const got = await enlarge(spatial, { ...renderSize, data }, { sharpness: 0.5 });
  const unspoiled = await enlarge(spatial, input, { sharpness: 0.5 });
  expect(clean.data.every(Number.isFinite) && got.data.every(Number.isFinite)).toBe(true);
  got.data.forEach((value, i) => {
    const [x, y] = [(i >> 2) % 64, Math.floor((i >> 2) / 64)];
    if (Math.abs(x - 32.5) > 7 || Math.abs(y - 18.5) > 7) expect(value).toBe(unspoiled.data[i]);
  });
});

test('part of a larger texture, another output, resize, memory', async () => {
  const { gpu, device } = fixture;
  const input = truth(edges, 0, renderSize, 2);
  const large = { width: 40, height: 24, data: new Float32Array(40 * 24 * 4).fill(7) };
  for (let y = 0; y < 18; y++) large.data.set(input.data.subarray(y * 128, y * 128 + 128), y * 160);
  const whole = await enlarge(spatial, input);
  expect((await enlarge(spatial, large)).data).toEqual(whole.data);
  const output = device.createTexture({
    size: [64, 36],
    format: 'rgba16float',
    usage: GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.COPY_SRC,
  });
  expect((await enlarge(spatial, input, { output })).data).toEqual(whole.data);

  const before = gpu.memory.bytes;
  const bytes = spatial.memoryBytes;
  spatial.resize({ width: 47, height: 23 });
  const resized = await enlarge(spatial, input, { renderSize: { width: 23, height: 12 } });
  expect([resized.width, resized.height]).toEqual([47, 23]);
  spatial.resize(displaySize);
  await enlarge(spatial, input);
  expect([gpu.memory.bytes, spatial.memoryBytes]).toEqual([before, bytes]);
});
