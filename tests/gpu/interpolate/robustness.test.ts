// Changing sizes, long runs, loss of the device.
import { expect, test } from 'vitest';
import { borrowGpu } from '@frameloom/gpu';
import { createInterpolator } from '@frameloom/interpolate';
import { requestAdapter, requestFullDevice, useGpu } from '../../support/gpu-test.ts';
import { readback, upload } from '../upscale/textures.ts';
import { createUploader, psnr, renderWorld } from './world.ts';

const fixture = useGpu();
const size = { width: 96, height: 54 };

test('depth and motion may have another size in every frame', async () => {
  const { device, gpu } = fixture;
  const interpolator = await createInterpolator(gpu, { displaySize: size });
  const uploadFrame = createUploader(device);
  const sizes = [48, 96, 64].map((width) => ({ width, height: (width * 9) / 16 }));
  for (const [i, renderSize] of sizes.entries()) {
    const time = 1 + i;
    const small = uploadFrame(renderWorld(renderSize, time), renderSize);
    const color = upload(device, size.width, size.height, 'rgba16float', renderWorld(size, time).color);
    const encoder = device.createCommandEncoder();
    interpolator.addFrame(encoder, { ...small, color });
    if (i > 0) interpolator.generate(encoder, { t: 0.5 });
    device.queue.submit([encoder.finish()]);
    small.destroy();
    color.destroy();
    if (i === 0) continue;
    const got = await readback(device, interpolator.output);
    expect(psnr(got.data, renderWorld(size, time - 0.5).color)).toBeGreaterThan(22);
  }
  interpolator.dispose();
});

test('disposed between recording and submit, the other frames of the encoder go on', async () => {
  const { device, gpu } = fixture;
  const [first, second] = await Promise.all([1, 2].map(() => createInterpolator(gpu, { displaySize: size })));
  const upload = createUploader(device);
  const frames = [2, 3].map((time) => upload(renderWorld(size, time), size));
  const encoder = device.createCommandEncoder();
  for (const frame of frames) {
    first!.addFrame(encoder, frame);
    second!.addFrame(encoder, frame);
  }
  first!.dispose();
  const next = device.createCommandEncoder();
  second!.addFrame(next, frames[0]!);
  second!.addFrame(next, frames[1]!);
  second!.generate(next, { t: 0.5 });
  device.queue.submit([next.finish()]);
  const got = await readback(device, second!.output);
  expect(psnr(got.data, renderWorld(size, 2.5).color)).toBeGreaterThan(30);
  second!.dispose();
  frames.forEach((frame) => frame.destroy());
});

test('after the loss of the device it says so, and frees without a word', async () => {
  const device = await requestFullDevice(await requestAdapter());
  const gpu = borrowGpu(device, { label: 'lost' });
  const interpolator = await createInterpolator(gpu, { displaySize: size });
  const frame = createUploader(device)(renderWorld(size, 1), size);
  const encoder = device.createCommandEncoder();
  interpolator.addFrame(encoder, frame);
  device.destroy();
  await device.lost;
  expect(() => interpolator.addFrame(encoder, frame)).toThrow(/lost/);
  expect(() => interpolator.extrapolate(encoder)).toThrow(/lost/);
  interpolator.dispose();
  gpu.dispose();
});
