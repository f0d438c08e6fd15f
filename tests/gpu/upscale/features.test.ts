// features.wgsl against its reference, and parameters.wgsl by where each channel must land.
import { expect, test } from 'vitest';
import { createPass } from '@frameloom/gpu';
import { learnedLibraries } from '../../../packages/upscale/src/learned/learned.ts';
import { paramsBytes, writeParams } from '../../../packages/upscale/src/params.ts';
import featuresCode from '../../../packages/upscale/src/passes/features/features.wgsl?raw';
import parametersCode from '../../../packages/upscale/src/passes/parameters/parameters.wgsl?raw';
import {
  featuresReference,
  type FeaturesInputs,
} from '../../../packages/upscale/src/passes/features/features.reference.ts';
import type { Grid } from '@frameloom/gpu/frame/reference';
import type { Size } from '@frameloom/upscale';
import { useGpu } from '../../support/gpu-test.ts';
import { fromHalf, half, toHalf } from './halves.ts';
import { readback, upload, uploadHalves } from './textures.ts';

const fixture = useGpu();
const renderSize = { width: 13, height: 9 };
const previousRenderSize = { width: 11, height: 7 };
const displaySize = { width: 24, height: 17 };

let seed = 21;
const random = (low = 0, high = 1): number => {
  seed = (seed * 48271) % 2147483647;
  return low + ((high - low) * seed) / 2147483647;
};
const eighth = (v: number): number => Math.round(v * 255) / 255;
function grid(size: Size, texel: () => number[], round = half): Grid {
  const texels = Array.from({ length: size.width * size.height }, texel);
  return { ...size, channels: texels[0]!.length, data: Float32Array.from(texels.flat(), round) };
}

function uniforms(jitter: { x: number; y: number }, reset: boolean): GPUBuffer {
  const data = new ArrayBuffer(paramsBytes);
  writeParams(
    data,
    { renderSize, jitterOffset: jitter, cameraNear: 1, cameraFar: 50, frameTimeDelta: 16 },
    { displaySize, previousRenderSize, depth: 'normal', orthographic: false, reset, frame: 3, mode: 0 },
  );
  return buffer(new Uint8Array(data), GPUBufferUsage.UNIFORM);
}

function buffer(data: AllowSharedBufferSource, usage: number): GPUBuffer {
  const { COPY_DST, COPY_SRC } = GPUBufferUsage;
  const made = fixture.device.createBuffer({ size: data.byteLength, usage: usage | COPY_DST | COPY_SRC });
  fixture.device.queue.writeBuffer(made, 0, data);
  return made;
}

async function readWords(source: GPUBuffer): Promise<Uint32Array> {
  const { COPY_DST, MAP_READ } = GPUBufferUsage;
  const copy = fixture.device.createBuffer({ size: source.size, usage: COPY_DST | MAP_READ });
  const encoder = fixture.device.createCommandEncoder();
  encoder.copyBufferToBuffer(source, 0, copy, 0, source.size);
  fixture.device.queue.submit([encoder.finish()]);
  await copy.mapAsync(GPUMapMode.READ);
  return new Uint32Array(copy.getMappedRange().slice(0));
}

test.each([
  { hdr: true, reset: false, last: 0.8 },
  { hdr: false, reset: false, last: 1 },
  { hdr: true, reset: true, last: 1 },
])('features, %o', async ({ hdr, reset, last }) => {
  const { device, gpu } = fixture;
  const working = (fourth: number): number[] => [
    random(0.1, 0.6),
    random(-0.1, 0.1),
    random(-0.1, 0.1),
    fourth,
  ];
  const inputs: FeaturesInputs = {
    renderSize,
    previousRenderSize,
    displaySize,
    hdr,
    reset,
    prepared: grid(renderSize, () => working(1)),
    motion: grid(renderSize, () => [random(-0.2, 0.2), random(-0.2, 0.2)]),
    mask: grid(renderSize, () => [random(), random(), random(), random()], eighth),
    history: grid(displaySize, () => working(random(0.5, 6))),
    feedback: grid(previousRenderSize, () => [random(), random(), random(), random()], eighth),
    jitter: { x: 0.25, y: -0.375 },
    exposure: { current: 1, history: last },
  };
  const pixels = renderSize.width * renderSize.height;
  const texture = ({ width, height, data }: Grid, format: 'rgba16float' | 'rgba8unorm'): GPUTexture =>
    upload(device, width, height, format, data);
  const out = buffer(new Uint8Array(pixels * 4 * 8), GPUBufferUsage.STORAGE);
  const pass = await createPass(gpu, {
    label: 'features',
    code: featuresCode,
    libraries: learnedLibraries({ alpha: false }),
    constants: { hdr: hdr ? 1 : 0 },
  });
  const encoder = device.createCommandEncoder();
  const bindings = {
    params: uniforms(inputs.jitter, reset),
    prepared: texture(inputs.prepared, 'rgba16float'),
    motion: uploadHalves(device, renderSize, inputs.motion.data),
    mask: texture(inputs.mask, 'rgba8unorm'),
    history: texture(inputs.history, 'rgba16float'),
    linearSampler: device.createSampler({ magFilter: 'linear', minFilter: 'linear' }),
    exposure: buffer(new Float32Array([1, 0.7, last, 0]), GPUBufferUsage.STORAGE),
    feedback: texture(inputs.feedback, 'rgba8unorm'),
    features: out,
  };
  pass.record(encoder, bindings, renderSize);
  device.queue.submit([encoder.finish()]);
  const got = await readWords(out);
  let [worst, sum] = [0, 0];
  for (let pixel = 0; pixel < pixels; pixel++) {
    const expected = featuresReference(
      inputs,
      pixel % renderSize.width,
      Math.floor(pixel / renderSize.width),
    );
    expect(expected).toHaveLength(16);
    expected.forEach((want, c) => {
      const word = got[((c >> 2) * pixels + pixel) * 2 + ((c & 3) >> 1)]!;
      const off = Math.abs(want - fromHalf((c & 1 ? word >>> 16 : word) & 0xffff));
      worst = Math.max(worst, Number.isNaN(off) ? Number.POSITIVE_INFINITY : off);
      sum += off;
    });
  }
  // Samplers may round positions to 1/256 of a texel.
  expect(worst).toBeLessThan(0.01);
  expect(sum / (pixels * 16)).toBeLessThan(0.0005);
});

test('every answer lands on its pixel, odd sizes included', async () => {
  const { device, gpu } = fixture;
  const [w, h] = [Math.ceil(renderSize.width / 2), Math.ceil(renderSize.height / 2)];
  const value = (channel: number, x: number, y: number): number =>
    ((channel * 29 + x * 53 + y * 17) % 256) / 255;
  const words = new Uint32Array(8 * w * h * 2);
  for (let block = 0; block < 8; block++) {
    for (let i = 0; i < w * h; i++) {
      const of = (c: number): number => toHalf(value(block * 4 + c, i % w, Math.floor(i / w)));
      words.set([of(0) | (of(1) << 16), of(2) | (of(3) << 16)], (block * w * h + i) * 2);
    }
  }
  const target = (): GPUTexture =>
    device.createTexture({
      size: renderSize,
      format: 'rgba8unorm',
      usage: GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.COPY_SRC,
    });
  const [first, second] = [target(), target()];
  const pass = await createPass(gpu, {
    label: 'parameters',
    code: parametersCode,
    libraries: learnedLibraries({ alpha: false }),
  });
  const encoder = device.createCommandEncoder();
  const answer = buffer(words, GPUBufferUsage.STORAGE);
  const params = uniforms({ x: 0, y: 0 }, false);
  pass.record(encoder, { params, answer, first, second }, renderSize);
  device.queue.submit([encoder.finish()]);
  const got = [await readback(device, first), await readback(device, second)];
  for (let y = 0; y < renderSize.height; y++) {
    for (let x = 0; x < renderSize.width; x++) {
      for (let k = 0; k < 8; k++) {
        const want = value(((y & 1) * 2 + (x & 1)) * 8 + k, x >> 1, y >> 1);
        const value8 = got[k >> 2]!.data[(y * renderSize.width + x) * 4 + (k & 3)]!;
        expect(Math.abs(value8 - want)).toBeLessThan(0.003);
      }
    }
  }
});
