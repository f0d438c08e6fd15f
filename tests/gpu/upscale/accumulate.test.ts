// accumulate.wgsl, with what either path decides, against its reference on random numbers. Samplers may round positions to 1/256 of a texel, which bounds the
// worst pixel; the mean is far closer.
import { expect, test } from 'vitest';
import { createPass } from '@frameloom/gpu';
import { compress, toYCoCg, type Grid, type Rgb } from '@frameloom/gpu/frame/reference';
import { learnedLibraries } from '../../../packages/upscale/src/learned/learned.ts';
import { temporalLibraries } from '../../../packages/upscale/src/libraries.ts';
import { paramsBytes, writeParams } from '../../../packages/upscale/src/params.ts';
import code from '../../../packages/upscale/src/passes/accumulate/accumulate.wgsl?raw';
import { accumulateReference } from '../../../packages/upscale/src/passes/accumulate/accumulate.reference.ts';
import type { AccumulateInputs } from '../../../packages/upscale/src/passes/accumulate/inputs.reference.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { half, withLastBit } from './halves.ts';
import { readback, upload, uploadHalves } from './textures.ts';
import { readState, uploadState } from './state-textures.ts';

const fixture = useGpu();
const renderSize = { width: 24, height: 16 };
const displaySize = { width: 43, height: 29 };
const shadingSize = { width: 6, height: 4 };
const tuning = {
  narrow: 2.4,
  fine: 5,
  opening: 0.5,
  settled: 3,
  soft: 2.1,
  spill: 1.6,
  prior: 0.3,
  resting: 9,
  cautious: 3,
  longest: 6,
  moving: 3,
  tight: 1.2,
  loose: 0.8,
  hueTight: 0.8,
  hueLow: 0.05,
  hueHigh: 0.6,
  confident: 2,
  changeAgeing: 0.6,
  lockKeep: 0.7,
};

let seed = 11;
const random = (low = 0, high = 1): number => {
  seed = (seed * 48271) % 2147483647;
  return low + ((high - low) * seed) / 2147483647;
};

function grid(size: { width: number; height: number }, texel: () => number[], round = half): Grid {
  const texels = Array.from({ length: size.width * size.height }, texel);
  return { ...size, channels: texels[0]!.length, data: Float32Array.from(texels.flat(), round) };
}

const working = (hdr: boolean, fourth: number): number[] => {
  const bright = hdr ? 2 ** random(-4, 3) : 1;
  const rgb: Rgb = [random() * bright, random() * bright, random() * bright];
  return [...toYCoCg(compress(rgb, hdr)), fourth];
};

test.each([
  { hdr: true, reset: false, motion: 0.05, last: 1 },
  { hdr: true, reset: false, motion: 0.3, last: 0.8 },
  { hdr: false, reset: false, motion: 0.02, last: 1 },
  { hdr: true, reset: false, motion: 0.004, last: 1.1 },
  { hdr: true, reset: true, motion: 0.02, last: 1 },
  { hdr: true, reset: false, motion: 0.05, last: 1, alpha: false },
  { hdr: true, reset: false, motion: 0.004, last: 0.9, alpha: false },
  { hdr: true, reset: false, motion: 0.02, last: 0.9, alpha: false, learned: true },
  { hdr: true, reset: false, motion: 0.05, last: 1, learned: true },
  { hdr: false, reset: false, motion: 0.004, last: 1, learned: true },
])('%o', async ({ hdr, reset, motion, last, learned = false, alpha = true }) => {
  const { device, gpu } = fixture;
  const eighth = (v: number): number => Math.round(v * 255) / 255;
  const said = (): Grid => grid(renderSize, () => [random(), random(), random(), random()], eighth);
  const inputs: AccumulateInputs = {
    renderSize,
    displaySize,
    hdr,
    premultiplied: alpha,
    reset,
    tuning,
    prepared: grid(renderSize, () => working(hdr, random())),
    motion: grid(renderSize, () => {
      const thin = random() < 0.3 ? 1 : 0;
      return [withLastBit(random(-motion, motion), thin), random(-motion, motion), thin];
    }),
    mask: grid(
      renderSize,
      () => [0.5, 0.7, 0.4, 0.8].map((share) => (random() < 0.5 ? 0 : random(0, share))),
      eighth,
    ),
    shading: grid(shadingSize, () => [0, random(0.8, 1.2), random(0.9, 1.1), 1]),
    history: grid(displaySize, () => working(hdr, random(0, 7))),
    state: grid(displaySize, () => [random(), random()], alpha ? half : eighth),
    jitter: { x: 0.375, y: -0.25 },
    exposure: hdr
      ? { current: 2.3, history: 0.9, lastHistory: last }
      : { current: 1, history: 1, lastHistory: 1 },
    ...(learned && { said: { first: said(), second: said() } }),
  };
  const { current, history: own, lastHistory } = inputs.exposure;
  const exposures = new Float32Array([current, own, lastHistory, 0]);
  const params = new ArrayBuffer(paramsBytes);
  const camera = { cameraNear: 1, cameraFar: 50, frameTimeDelta: 16 };
  writeParams(
    params,
    { renderSize, jitterOffset: inputs.jitter, ...camera },
    {
      displaySize,
      previousRenderSize: renderSize,
      depth: 'normal',
      orthographic: false,
      reset,
      frame: 3,
      mode: 0,
    },
  );
  const buffer = (data: AllowSharedBufferSource, size: number, usage: number): GPUBuffer => {
    const made = device.createBuffer({ size, usage: usage | GPUBufferUsage.COPY_DST });
    device.queue.writeBuffer(made, 0, data);
    return made;
  };
  const texture = ({ width, height, data }: Grid, format: 'rgba16float' | 'rgba8unorm'): GPUTexture =>
    upload(device, width, height, format, data);
  const target = (): GPUTexture =>
    device.createTexture({
      size: displaySize,
      format: 'rgba16float',
      usage: GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.COPY_SRC,
    });
  const stateSize = { width: alpha ? 43 : 22, height: 29 };
  const [historyOut, output] = [target(), target()];
  const stateOut = device.createTexture({ size: stateSize, format: 'r32uint', usage: historyOut.usage });
  const pass = await createPass(gpu, {
    label: 'accumulate',
    code,
    libraries: (learned ? learnedLibraries : temporalLibraries)({ alpha }),
    constants: { hdr: hdr ? 1 : 0, writeOutput: 1, ...tuning },
  });
  const encoder = device.createCommandEncoder();
  pass.record(
    encoder,
    {
      params: buffer(params, paramsBytes, GPUBufferUsage.UNIFORM),
      prepared: texture(inputs.prepared, 'rgba16float'),
      motion: uploadHalves(
        device,
        renderSize,
        Array.from(inputs.motion.data).filter((_, i) => i % 3 < 2),
      ),
      mask: texture(inputs.mask, 'rgba8unorm'),
      shading: texture(inputs.shading, 'rgba16float'),
      history: texture(inputs.history, 'rgba16float'),
      state: uploadState(device, inputs.state, alpha),
      linearSampler: device.createSampler({ magFilter: 'linear', minFilter: 'linear' }),
      exposure: buffer(exposures, 16, GPUBufferUsage.STORAGE),
      historyOut,
      stateOut,
      output,
      ...(inputs.said && {
        first: texture(inputs.said.first, 'rgba8unorm'),
        second: texture(inputs.said.second, 'rgba8unorm'),
      }),
    },
    stateSize,
  );
  device.queue.submit([encoder.finish()]);
  const history = await readback(device, historyOut);
  const state = await readState(device, stateOut, alpha);
  let [worst, sum, count] = [0, 0, 0];
  for (let pixel = 0; pixel < 43 * 29; pixel++) {
    const expected = accumulateReference(inputs, pixel % 43, Math.floor(pixel / 43));
    const pairs = [
      ...expected.history.map((v, c) => [v, history.data[pixel * 4 + c]!] as const),
      ...expected.state.map((v, c) => [v, state(pixel % 43, Math.floor(pixel / 43))[c]!] as const),
    ];
    for (const [want, got] of pairs) {
      const off = Math.abs(want - got) / (1 + Math.abs(want));
      sum += off;
      count += 1;
      if (!(off <= worst)) worst = Number.isNaN(off) ? Number.POSITIVE_INFINITY : off;
    }
  }
  expect(worst).toBeLessThan(0.04);
  expect(sum / count).toBeLessThan(0.0008);
});
