// Pictures between two without motion vectors.
import { expect, test } from 'vitest';
import type { Grid } from '@frameloom/gpu/frame/reference';
import { createVideoInterpolator, type VideoInterpolator } from '@frameloom/interpolate';
import { createAnalysis, createCompile } from '../../../packages/interpolate/src/analysis.ts';
import { paramsBytes, writeFlatParams } from '../../../packages/interpolate/src/params.ts';
import mixCode from '../../../packages/interpolate/src/passes/mix/mix.wgsl?raw';
import { flowReference } from '../../../packages/interpolate/src/passes/flow/flow.reference.ts';
import { mixReference } from '../../../packages/interpolate/src/passes/mix/mix.reference.ts';
import { createResources } from '../../../packages/interpolate/src/resources.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { readback, upload } from '../upscale/textures.ts';
import { psnr, renderWorld } from './world.ts';

const fixture = useGpu();
// No multiple of a block.
const size = { width: 84, height: 52 };
const world = { cardSpeed: 1.1, cameraSpeed: 0.6 };

function texture(color: Float32Array): GPUTexture {
  return upload(fixture.device, size.width, size.height, 'rgba16float', color);
}

function submit(record: (encoder: GPUCommandEncoder) => void): void {
  const encoder = fixture.device.createCommandEncoder();
  record(encoder);
  fixture.device.queue.submit([encoder.finish()]);
}

async function between(
  interpolator: VideoInterpolator,
  pictures: readonly Float32Array[],
  t: number,
): Promise<Float32Array> {
  for (const picture of pictures) {
    const color = texture(picture);
    submit((encoder) => interpolator.addFrame(encoder, { color }));
    color.destroy();
  }
  submit((encoder) => interpolator.generate(encoder, { t }));
  return (await readback(fixture.device, interpolator.output)).data;
}

const constants = { settled: 0, smoothness: 0.016, free: 0.7, outside: 0.02 };

test('flow alone and mix do as the reference does', async () => {
  const { gpu, device } = fixture;
  const compile = createCompile(gpu, 'test');
  const [analysis, mix] = await Promise.all([
    createAnalysis(compile, false, { flow: constants }),
    compile('mix', mixCode, { hdr: 0 }),
  ]);
  const r = createResources(gpu, 'test', size, { width: 1, height: 1 });
  const t = 0.4;
  const data = new ArrayBuffer(paramsBytes);
  writeFlatParams(data, size, t);
  submit((encoder) => {
    r.params.write(encoder, data);
    for (const time of [2, 3]) {
      analysis.keep(encoder, r, texture(renderWorld(size, time, world).color), undefined);
      if (time === 3) analysis.match(encoder, r);
      r.swap();
    }
    const { flow, linearSampler, cut, output } = r;
    const colors = { before: r.color.write, now: r.color.read };
    const small = { beforeSmall: r.pyramid.write[0]!, nowSmall: r.pyramid.read[0]! };
    const params = r.params.buffer;
    mix.record(encoder, { params, flow, ...colors, ...small, linearSampler, cut, output }, size);
  });
  const grid = async (from: GPUTexture): Promise<Grid> => ({
    channels: 4,
    ...(await readback(device, from)),
  });
  const inputs = {
    size,
    before: await grid(r.color.write),
    now: await grid(r.color.read),
    beforeSmall: await grid(r.pyramid.write[0]!),
    nowSmall: await grid(r.pyramid.read[0]!),
    flow: await grid(r.flow),
    t,
  };
  const got = await readback(device, r.output);
  let alike = 0;
  for (let i = 0; i < size.width * size.height; i++) {
    const wanted = mixReference(inputs, i % size.width, Math.floor(i / size.width));
    if (wanted.every((value, c) => Math.abs(got.data[i * 4 + c]! - value) < 0.02)) alike += 1;
  }
  expect(alike / (size.width * size.height)).toBeGreaterThan(0.98);

  const matched = flowReference({
    before: inputs.beforeSmall,
    now: inputs.nowSmall,
    coarser: await grid(r.flows[1]!),
    motionAt: () => [0, 0],
    stage: 'finer',
    constants,
  });
  const flow = await grid(r.flows[0]!);
  const blocks = Array.from({ length: flow.width * flow.height }, (_, i) => i);
  const near = blocks.filter((i) => Math.abs(flow.data[i * 4 + 2]! - matched.data[i * 3 + 2]!) < 0.005);
  expect(near.length / blocks.length).toBeGreaterThan(0.97);
  r.dispose();
});

test.each([0.25, 0.5, 0.75])('the picture at %d is far above a blend', async (t) => {
  const interpolator = await createVideoInterpolator(fixture.gpu, { size });
  const [a, b] = [2, 3].map((time) => renderWorld(size, time, world).color);
  const truth = renderWorld(size, 2 + t, world).color;
  const blended = a!.map((value, i) => value * (1 - t) + b![i]! * t);
  expect(psnr(await between(interpolator, [a!, b!], t), truth)).toBeGreaterThan(psnr(blended, truth) + 3);
  interpolator.dispose();
});

test('over a cut the nearest picture is shown', async () => {
  const interpolator = await createVideoInterpolator(fixture.gpu, { size });
  const a = renderWorld(size, 2, world).color;
  const b = a.map((value, i) => (i % 4 === 3 ? 1 : 1 - value));
  expect(psnr(await between(interpolator, [a, b], 0.3), a)).toBeGreaterThan(50);
  interpolator.reset();
  expect(psnr(await between(interpolator, [a, b], 0.7), b)).toBeGreaterThan(50);
  interpolator.dispose();
});

test('mistakes are told, and the next good picture works', async () => {
  const { gpu, device } = fixture;
  await expect(createVideoInterpolator(gpu, {} as never)).rejects.toThrow('interpolate: size is undefined');
  const interpolator = await createVideoInterpolator(gpu, { size });
  const color = texture(renderWorld(size, 2, world).color);
  const encoder = device.createCommandEncoder();
  expect(() => interpolator.addFrame(encoder, {} as never)).toThrow('interpolate: color is undefined');
  interpolator.addFrame(encoder, { color });
  expect(() => interpolator.generate(encoder, { t: 0.5 })).toThrow('there is no pair of real frames');
  interpolator.addFrame(encoder, { color });
  expect(() => interpolator.generate(encoder, { t: 1 })).toThrow('interpolate: t is 1');
  interpolator.generate(encoder, { t: 0.5 });
  interpolator.addFrame(encoder, { color, reset: true });
  expect(interpolator.isReady).toBe(false);
  device.queue.submit([encoder.finish()]);
  const bytes = interpolator.memoryBytes;
  interpolator.resize({ width: 40, height: 30 });
  expect(interpolator.memoryBytes).toBeLessThan(bytes);
  interpolator.dispose();
  expect(() => interpolator.reset()).toThrow('this video interpolator was disposed');
  color.destroy();
});
