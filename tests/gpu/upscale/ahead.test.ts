// Frames recorded into one encoder and submitted once are what they are one submit at a time, bit for bit.
import { expect, test } from 'vitest';
import {
  createSpatialUpscaler,
  createUpscaler,
  getJitterOffset,
  type SpatialUpscaler,
  type UpscaleFrame,
  type Upscaler,
  type UpscalerOptions,
} from '@frameloom/upscale';
import { useGpu } from '../../support/gpu-test.ts';
import { makeModel } from './models.ts';
import { squareBefore, wall } from './scenes.ts';
import { createStage, displaySize } from './stage.ts';
import { readback } from './textures.ts';

const fixture = useGpu();
const frames = 8;
const scene = squareBefore(wall([0.01, 0.005]), 0.03);
const sizes = [
  { width: 32, height: 18 },
  { width: 40, height: 23 },
  { width: 28, height: 16 },
];

/** Inputs and outputs of frames that differ in all of their numbers. */
function makeFrames(): (UpscaleFrame & { output: GPUTexture })[] {
  const stage = createStage(fixture.device);
  return Array.from({ length: frames }, (_, index) => ({
    ...stage.inputs(scene, index, { renderSize: (frame) => sizes[frame % 3]! }),
    jitterOffset: getJitterOffset(index, 16),
    sharpness: (index % 3) * 0.3,
    preExposure: 1 + 0.1 * index,
    frameTimeDelta: 10 + index,
    output: fixture.device.createTexture({
      size: displaySize,
      format: 'rgba16float',
      usage: GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.COPY_SRC,
    }),
  }));
}

async function play(
  upscaler: Upscaler | SpatialUpscaler,
  { ahead }: { ahead: boolean },
): Promise<Float32Array[]> {
  const { device } = fixture;
  const given = makeFrames();
  let encoder = device.createCommandEncoder();
  for (const frame of given) {
    upscaler.record(encoder, frame);
    if (ahead) continue;
    device.queue.submit([encoder.finish()]);
    encoder = device.createCommandEncoder();
  }
  device.queue.submit([encoder.finish()]);
  return Promise.all(given.map(async ({ output }) => (await readback(device, output)).data));
}

async function compare(make: () => Promise<Upscaler | SpatialUpscaler>): Promise<void> {
  const pictures = [];
  for (const ahead of [false, true]) {
    const upscaler = await make();
    if ('modelReady' in upscaler) await upscaler.modelReady;
    pictures.push(await play(upscaler, { ahead }));
    upscaler.dispose();
  }
  const [single, together] = pictures;
  for (let i = 0; i < frames; i++) expect(together![i], `frame ${i}`).toEqual(single![i]);
  for (let i = 1; i < frames; i++)
    expect(single![i], `frame ${i} has numbers of its own`).not.toEqual(single![i - 1]);
}

test.each<[string, Partial<UpscalerOptions>]>([
  ['analytic', {}],
  ['with the checker', { check: true }],
  ['learned', { model: makeModel(() => 0.01) }],
])('%s', async (_, options) => {
  await compare(() => createUpscaler(fixture.gpu, { displaySize, maxRenderSize: sizes[1]!, ...options }));
});

test('spatial', async () => {
  await compare(() => createSpatialUpscaler(fixture.gpu, { displaySize }));
});

test('the checker sees a window of frames that were submitted together', async () => {
  const { device } = fixture;
  const upscaler = await createUpscaler(fixture.gpu, { displaySize, check: true });
  const stage = createStage(device);
  const jitterOffset = { x: 0, y: 0 };
  for (let batch = 0; batch < 3; batch++) {
    const encoder = device.createCommandEncoder();
    for (let i = 0; i < 16; i++) {
      upscaler.record(encoder, { ...stage.inputs(scene, batch * 16 + i), jitterOffset });
    }
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
  }
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(upscaler.warnings.map(({ code }) => code)).toContain('jitter-missing');
  upscaler.dispose();
});
