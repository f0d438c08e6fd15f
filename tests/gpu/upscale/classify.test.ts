// classify.wgsl against its reference on random numbers: within a step of eight bits, but for pixels on a threshold.
import { expect, test } from 'vitest';
import { createPass } from '@frameloom/gpu';
import { temporalLibraries } from '../../../packages/upscale/src/libraries.ts';
import { paramsBytes, writeParams } from '../../../packages/upscale/src/params.ts';
import code from '../../../packages/upscale/src/passes/classify/classify.wgsl?raw';
import {
  classifyReference,
  type ClassifyInputs,
} from '../../../packages/upscale/src/passes/classify/classify.reference.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { half, withLastBit } from './halves.ts';
import { readback, upload, uploadHalves } from './textures.ts';

const fixture = useGpu();
const size = { width: 24, height: 16 };
const pixels = 24 * 16;
const tuning = {
  meanLow: 0.4,
  meanHigh: 1.6,
  spreadLow: 0.9,
  spreadHigh: 2.2,
  newsLow: 0.3,
  newsHigh: 2,
  approach: 0.2,
  strangeLow: 0.2,
  strangeHigh: 1,
  similar: 1.08,
};

let seed = 5;
const random = (low = 0, high = 1): number => {
  seed = (seed * 48271) % 2147483647;
  return low + ((high - low) * seed) / 2147483647;
};
const numbers = (count: number, make: (i: number) => number, round = half): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => round(make(i)));
const eighth = (v: number): number => Math.round(v * 255) / 255;

test.each([
  { hdr: true, reset: false, reactive: false, opaque: false, noise: 0.02, speed: 0.06 },
  { hdr: true, reset: false, reactive: true, opaque: true, noise: 0.2, speed: 0.06 },
  { hdr: false, reset: false, reactive: false, opaque: true, noise: 0.05, speed: 0.005 },
  { hdr: true, reset: true, reactive: true, opaque: false, noise: 0, speed: 0.06 },
])('%o', async ({ hdr, reset, reactive, opaque, noise, speed }) => {
  const { device, gpu } = fixture;
  // Few levels, so that neighbours are often alike.
  const luma = numbers(pixels, () => 0.1 + 0.2 * Math.floor(random(0, 3)) + random(0, 0.005));
  const color = numbers(pixels * 4, () => random(0, 2));
  const without = color.map((v) => half(v * (random() < 0.5 ? 1 : random(0.7, 1.2))));
  const thin = numbers(pixels, () => (random() < 0.1 ? 1 : 0));
  const inputs: ClassifyInputs = {
    size,
    displaySize: size,
    luma,
    hdr,
    reset,
    tuning,
    motion: numbers(pixels * 2, (i) => withLastBit(random(-speed, speed), i & 1 ? 0 : thin[i >> 1]!)),
    nearness: numbers(
      pixels,
      () => half(random(0.2, 0.9)) ** 2,
      (v) => v,
    ),
    difference: numbers(pixels, () => random(-noise, noise * 1.5)),
    thin,
    previousNearness: numbers(pixels, () => random(0, 0.8), Math.fround),
    seenNearness: numbers(
      pixels,
      () => half(random(0.2, 1)) ** 2,
      (v) => v,
    ),
    seenAlong: numbers(pixels, () => (random() < 0.5 ? 0 : 1)),
    shading: {
      width: 6,
      height: 4,
      channels: 4,
      data: numbers(96, (i) => (i % 4 === 1 ? random(0.9, 1.1) : i % 4 === 2 ? 0 : random(0, 0.3))),
    },
    lumaHistory: numbers(
      pixels * 4,
      (i) => (i % 4 === 3 ? random() : 0.1 + 0.2 * Math.floor(random(0, 3))),
      eighth,
    ),
    tolerance: { relative: 0.03, absolute: 1e-7 },
    ...(reactive && { reactive: numbers(pixels, () => (random() < 0.8 ? 0 : random()), eighth) }),
    ...(opaque && { opaque: { color, without } }),
  };
  const none = upload(device, 1, 1, 'rgba8unorm', [0, 0, 0, 0]);
  const spread = (data: ArrayLike<number>): Float32Array =>
    numbers(pixels * 4, (i) => (i % 4 ? 0 : data[i >> 2]!));
  const mask = reactive ? upload(device, 24, 16, 'rgba8unorm', spread(inputs.reactive!)) : none;
  const clear = opaque ? upload(device, 24, 16, 'rgba16float', without) : none;
  const params = new ArrayBuffer(paramsBytes);
  writeParams(
    params,
    {
      renderSize: size,
      jitterOffset: { x: 0, y: 0 },
      frameTimeDelta: 16,
      cameraNear: 1,
      cameraFar: 50,
      ...(reactive && { reactive: mask }),
      ...(opaque && { opaqueColor: clear }),
    },
    {
      displaySize: size,
      previousRenderSize: size,
      depth: 'normal',
      orthographic: false,
      reset,
      frame: 3,
      mode: 0,
    },
  );
  const buffer = (data: AllowSharedBufferSource, usage: number): GPUBuffer => {
    const made = device.createBuffer({ size: data.byteLength, usage: usage | GPUBufferUsage.COPY_DST });
    device.queue.writeBuffer(made, 0, data);
    return made;
  };
  const pairs = (first: (i: number) => number, second: (i: number) => number): number[] =>
    Array.from({ length: pixels * 2 }, (_, i) => (i & 1 ? second(i >> 1) : first(i >> 1)));
  const surfaceOf = (nearness: ArrayLike<number>, difference: (i: number) => number): GPUTexture =>
    uploadHalves(
      device,
      size,
      pairs((i) => Math.sqrt(nearness[i]!), difference),
    );
  // The sign says whether it moves along.
  const seen = pairs(
    (i) => (inputs.seenAlong[i] ? -1 : 1) * Math.sqrt(inputs.seenNearness[i]!),
    () => 0,
  );
  const usage = GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.COPY_SRC;
  const lumaOut = device.createTexture({ size, format: 'rgba8unorm', usage });
  const maskOut = device.createTexture({ size, format: 'rgba8unorm', usage });
  const pass = await createPass(gpu, {
    label: 'classify',
    code,
    libraries: temporalLibraries({ alpha: false }),
    constants: { hdr: hdr ? 1 : 0, ...tuning },
  });
  const encoder = device.createCommandEncoder();
  pass.record(
    encoder,
    {
      params: buffer(params, GPUBufferUsage.UNIFORM),
      prepared: upload(device, 24, 16, 'rgba16float', spread(luma)),
      motion: uploadHalves(device, size, inputs.motion),
      surface: surfaceOf(inputs.nearness, (i) => inputs.difference[i]!),
      previousSurface: uploadHalves(device, size, seen),
      previousNearness: buffer(Float32Array.from(inputs.previousNearness), GPUBufferUsage.STORAGE),
      shading: upload(device, 6, 4, 'rgba16float', inputs.shading.data),
      linearSampler: device.createSampler({ magFilter: 'linear', minFilter: 'linear' }),
      reactive: mask,
      opaque: clear,
      color: upload(device, 24, 16, 'rgba16float', color),
      lumaHistory: upload(device, 24, 16, 'rgba8unorm', inputs.lumaHistory),
      lumaOut,
      mask: maskOut,
    },
    size,
  );
  device.queue.submit([encoder.finish()]);
  const [masks, lumas] = [await readback(device, maskOut), await readback(device, lumaOut)];
  const reached = [0, 0, 0, 0];
  let off = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const expected = classifyReference(inputs, pixel % 24, Math.floor(pixel / 24));
    expected.mask.forEach((v, c) => (reached[c]! += v > 0 && v < 1 ? 1 : 0));
    const differs = (want: number, got: number): boolean => !(Math.abs(want - got) < 0.007);
    const wrong =
      expected.mask.some((v, c) => differs(v, masks.data[pixel * 4 + c]!)) ||
      expected.luma.some((v, c) => differs(v, lumas.data[pixel * 4 + c]!));
    if (wrong) off += 1;
  }
  expect(off).toBeLessThanOrEqual(4);
  // The numbers reach the soft parts of every channel that the inputs can.
  expect(reached[2]).toBeGreaterThan(20);
  if (!reset) expect(Math.min(reached[0]!, reached[3]!)).toBeGreaterThan(20);
  if (reactive || opaque) expect(reached[1]).toBeGreaterThan(20);
});
