// What the governor is told about GPU time is the sum of the passes of one frame, whichever path ran it.
import { Matrix4 } from 'three/webgpu';
import { expect, test } from 'vitest';
import { createSession } from '../../../packages/three/src/session.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { makeModel } from '../upscale/models.ts';
import { squareBefore, wall } from '../upscale/scenes.ts';
import { createStage, displaySize } from '../upscale/stage.ts';

const fixture = useGpu();

test('when a network takes over, the passes that it replaces no longer count', async () => {
  const { device } = fixture;
  const stage = createStage(device);
  const scene = squareBefore(wall([0.01, 0]), 0.02);
  const model = makeModel(() => 0);
  const session = createSession(device, { path: 'temporal', blended: false, displaySize, model });
  const output = device.createTexture({
    size: displaySize,
    format: 'rgba16float',
    usage: GPUTextureUsage.STORAGE_BINDING,
  });
  const background = { isReversedDepth: false, clipToPrevious: new Matrix4() };
  let index = 0;
  const run = async (): Promise<void> => {
    const { motionVectors: velocity, ...frame } = stage.inputs(scene, index++);
    session.run({ ...frame, velocity, output, displaySize, usesReactive: false, background });
    await device.queue.onSubmittedWorkDone();
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const sumOf = (leftOut: RegExp): number =>
    Object.entries(session.gpuMs)
      .filter(([label]) => !leftOut.test(label))
      .reduce((sum, [, { last }]) => sum + last, 0);

  await session.ready;
  expect(session.modelState).toBe('loading');
  await run();
  expect(Object.keys(session.gpuMs)).toContain('upscale/accumulate-and-write');
  expect(session.frameGpuMs).toBeGreaterThan(0);
  expect(session.frameGpuMs).toBeCloseTo(sumOf(/never/), 6);

  while (session.modelState === 'loading') await new Promise((resolve) => setTimeout(resolve, 5));
  expect(session.modelState).toBe('ready');
  await run();
  const stale = session.gpuMs['upscale/accumulate-and-write'];
  expect(stale?.last).toBeGreaterThan(0); // still listed, though this frame had no such pass
  expect(Object.keys(session.gpuMs)).toContain('upscale/accumulate-learned');
  expect(session.frameGpuMs).toBeCloseTo(sumOf(/accumulate-and-write$/), 6);
  expect(session.frameGpuMs).toBeLessThan(sumOf(/never/));
  session.dispose();
});

test('by default a software GPU keeps the analytic path, and says so', async () => {
  const session = createSession(fixture.device, {
    path: 'temporal',
    blended: false,
    displaySize,
  });
  await session.ready;
  while (session.autoModel === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(session.modelState).toBe('none');
  if (fixture.gpu.tier === 'software') expect(session.autoModel.reason).toMatch(/software GPU/);
  expect(session.autoModel.model).toBe('none');
  session.dispose();
});
