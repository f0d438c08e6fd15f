// Single passes against the same maths in plain TypeScript, on random numbers.
import { beforeAll, describe, expect, test } from 'vitest';
import { createPass, type Pass, type PassBindings, type PassSize } from '@frameloom/gpu';
import { compress, toYCoCg, type Rgb } from '@frameloom/gpu/frame/reference';
import { temporalLibraries } from '../../../packages/upscale/src/libraries.ts';
import { paramsBytes, writeParams } from '../../../packages/upscale/src/params.ts';
import exposureCode from '../../../packages/upscale/src/passes/exposure/exposure.wgsl?raw';
import {
  exposureReference,
  type ExposureState,
} from '../../../packages/upscale/src/passes/exposure/exposure.reference.ts';
import prepareCode from '../../../packages/upscale/src/passes/prepare/prepare.wgsl?raw';
import { writeTrace } from '../../../packages/upscale/src/passes/prepare/trace.reference.ts';
import { prepareReference } from '../../../packages/upscale/src/passes/prepare/prepare.reference.ts';
import pyramidCode from '../../../packages/upscale/src/passes/pyramid/pyramid.wgsl?raw';
import { pyramidReference } from '../../../packages/upscale/src/passes/pyramid/pyramid.reference.ts';
import sharpenCode from '../../../packages/upscale/src/passes/sharpen/sharpen.wgsl?raw';
import { sharpenReference } from '../../../packages/upscale/src/passes/sharpen/sharpen.reference.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { half, toHalf } from './halves.ts';
import { createDepthWriter, readback, readHalves, upload, uploadHalves } from './textures.ts';

const fixture = useGpu();
const render = { width: 24, height: 16 };
const display = { width: 43, height: 29 };

let seed = 1;
const random = (low = 0, high = 1): number => {
  seed = (seed * 48271) % 2147483647;
  return low + ((high - low) * seed) / 2147483647;
};
const randoms = (count: number, low = 0, high = 1): Float32Array =>
  Float32Array.from({ length: count }, () => half(random(low, high)));

/** Colours in the working space, `fourth` in the last channel. */
function workingColors(pixels: number, hdr: boolean, fourth: () => number): Float32Array {
  const data = new Float32Array(pixels * 4);
  for (let i = 0; i < pixels; i++) {
    const bright = hdr ? 2 ** random(-6, 5) : 1;
    const rgb: Rgb = [random() * bright, random() * bright, random() * bright];
    data.set([...toYCoCg(compress(rgb, hdr)).map(half), half(fourth())], i * 4);
  }
  return data;
}

function uniforms(
  frame: Partial<Parameters<typeof writeParams>[1]>,
  state: Partial<Parameters<typeof writeParams>[2]> = {},
): GPUBuffer {
  const data = new ArrayBuffer(paramsBytes);
  writeParams(
    data,
    {
      renderSize: render,
      jitterOffset: { x: 0, y: 0 },
      frameTimeDelta: 16,
      cameraNear: 1,
      cameraFar: 50,
      ...frame,
    },
    {
      displaySize: display,
      previousRenderSize: render,
      depth: 'normal',
      orthographic: false,
      reset: false,
      frame: 3,
      mode: 0,
      ...state,
    },
  );
  return buffer(new Uint8Array(data), GPUBufferUsage.UNIFORM);
}

function buffer(
  data: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>,
  usage = 0,
): GPUBuffer {
  const { STORAGE, COPY_DST, COPY_SRC } = GPUBufferUsage;
  const made = fixture.device.createBuffer({
    size: data.byteLength,
    usage: (usage || STORAGE) | COPY_DST | COPY_SRC,
  });
  fixture.device.queue.writeBuffer(made, 0, data);
  return made;
}

async function readBuffer(source: GPUBuffer): Promise<Float32Array> {
  const { COPY_DST, MAP_READ } = GPUBufferUsage;
  const copy = fixture.device.createBuffer({ size: source.size, usage: COPY_DST | MAP_READ });
  const encoder = fixture.device.createCommandEncoder();
  encoder.copyBufferToBuffer(source, 0, copy, 0, source.size);
  fixture.device.queue.submit([encoder.finish()]);
  await copy.mapAsync(GPUMapMode.READ);
  return new Float32Array(copy.getMappedRange().slice(0));
}

function storage(size: { width: number; height: number }, format: GPUTextureFormat): GPUTexture {
  const usage = GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.COPY_SRC | GPUTextureUsage.TEXTURE_BINDING;
  return fixture.device.createTexture({ size, format, usage });
}

function compile(
  label: string,
  code: string,
  constants: Record<string, number>,
  alpha = true,
): Promise<Pass> {
  return createPass(fixture.gpu, { label, code, libraries: temporalLibraries({ alpha }), constants });
}

function run(pass: Pass, bindings: PassBindings, size: PassSize): void {
  const encoder = fixture.device.createCommandEncoder();
  pass.record(encoder, bindings, size);
  fixture.device.queue.submit([encoder.finish()]);
}

/** Largest |got − expected| / (1 + |expected|). */
function worst(got: ArrayLike<number>, expected: ArrayLike<number>, map = (i: number): number => i): number {
  let most = 0;
  for (let i = 0; i < expected.length; i++) {
    const e = Math.abs(got[map(i)]! - expected[i]!) / (1 + Math.abs(expected[i]!));
    if (Number.isNaN(e)) return e;
    most = Math.max(most, e);
  }
  return most;
}

describe.each([true, false])('sharpen, hdr %s', (hdr) => {
  let pass: Pass;
  beforeAll(async () => {
    pass = await compile('sharpen', sharpenCode, { hdr: hdr ? 1 : 0 });
  });

  test.each([0, 0.2, 1])('sharpness %d: linear colour and alpha within 0.2 %%', async (sharpness) => {
    const pixels = display.width * display.height;
    const history = workingColors(pixels, hdr, () => 5);
    // What a cubic leaves beside something bright is below black.
    for (let i = 0; i < pixels; i += 3) history[i * 4] = half(history[i * 4]! * -0.3);
    const state = randoms(pixels * 2);
    // The last of the eight bits of a lock says where a thin thing moves.
    const bits = Array.from({ length: pixels }, (_, i) => Math.round(state[i * 2]! * 255));
    bits.forEach((value, i) => (state[i * 2] = half(value / 255)));
    const output = storage(display, 'rgba16float');
    const [exposure, preExposure] = [0.7, 1.5];
    run(
      pass,
      {
        params: uniforms({ sharpness, preExposure }),
        history: upload(fixture.device, display.width, display.height, 'rgba16float', history),
        state: uploadHalves(fixture.device, display, state),
        exposure: buffer(new Float32Array([2.5, exposure, 1, 0])),
        output,
      },
      display,
    );
    const { data } = await readback(fixture.device, output);
    const alphas = Float32Array.from({ length: pixels }, (_, i) => state[i * 2 + 1]!);
    const options = { sharpness, exposure, preExposure, hdr, premultiplied: true };
    const expected = sharpenReference(
      history,
      alphas,
      bits.map((value) => value & 1),
      display,
      options,
    );
    expect(worst(data, expected)).toBeLessThan(0.002);
  });
});

describe('exposure within 0.01 %', () => {
  const passes: Pass[] = [];
  beforeAll(async () => {
    for (const hdr of [0, 1]) passes.push(await compile('exposure', exposureCode, { hdr }));
  });
  const start: ExposureState = { current: 0, history: 0, lastHistory: 0, settling: 0 };
  const steady: ExposureState = { current: 2, history: 1, lastHistory: 1, settling: 0 };
  const settling: ExposureState = { current: 2, history: 1, lastHistory: 1, settling: 1 };
  const bright: ExposureState = { current: 0.01, history: 0.09, lastHistory: 0.08, settling: 1 };

  test.each<[string, ExposureState, number, Parameters<typeof exposureReference>[4]]>([
    ['first frame', start, -1, { seconds: 0.016 }],
    ['as it was', steady, Math.log2(0.18) + 0.2, { seconds: 0.016 }],
    ['nearly there', settling, Math.log2(0.18) + 0.2, { seconds: 0.016 }],
    ['far too bright for history', bright, Math.log2(0.18) + 1, { seconds: 0.1 }],
    ['darker', steady, -6, { seconds: 0.016 }],
    ['much brighter', steady, 12, { seconds: 1 }],
    ['reset', steady, -6, { seconds: 0.016, reset: true }],
    ['given', steady, -6, { seconds: 0.016, given: 0.3 }],
    ['given NaN', steady, -6, { seconds: 0.016, given: Number.NaN }],
    ['given too much', steady, -6, { seconds: 0.016, given: 1e9 }],
    ['display-referred', steady, -6, { seconds: 0.016, hdr: false }],
  ])('%s', async (_, state, log, frame) => {
    // 24×16 pixels are two blocks of 16×16; a quarter of one is black.
    const [a, b] = [log * 192, log * 128];
    const values = buffer(
      new Float32Array([state.current, state.history, state.lastHistory, state.settling]),
    );
    const given = upload(fixture.device, 1, 1, 'r32float', [frame.given ?? 0]);
    const parameters = uniforms(
      { frameTimeDelta: frame.seconds * 1000, ...(frame.given !== undefined && { exposure: given }) },
      { reset: frame.reset ?? false },
    );
    const pass = passes[frame.hdr === false ? 0 : 1]!;
    const partials = buffer(new Float32Array([a, 192, b, 128]));
    run(pass, { params: parameters, partials, given, exposure: values }, { width: 1 });
    const expected = exposureReference(state, a + b, 320, 384, frame);
    const { current, history, lastHistory, settling: moving } = expected;
    expect(worst(await readBuffer(values), [current, history, lastHistory, moving])).toBeLessThan(1e-4);
  });
});

describe.each([
  [true, true],
  [true, false],
  [false, true],
])('prepare, hdr %s, premultiplied %s', (hdr, premultiplied) => {
  let pass: Pass;
  beforeAll(async () => {
    pass = await compile('prepare', prepareCode, { hdr: hdr ? 1 : 0 }, premultiplied);
  });

  test.each([false, true])('colour, motion, nearness and difference, reset %s', async (reset) => {
    const { device } = fixture;
    const pixels = render.width * render.height;
    const color = randoms(pixels * 4, -0.05, hdr ? 6 : 1);
    for (const [i, broken] of [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      65504,
      Number.NEGATIVE_INFINITY,
    ].entries()) {
      color[(100 + 9 * i) * 4 + (i % 3)] = broken;
    }
    color[200 * 4 + 3] = Number.NaN;
    const depth = Float32Array.from({ length: pixels }, () => random());
    const motionVectors = randoms(pixels * 2, -0.2, 0.2);
    // Most is at rest and dark, and bright thin things move before it.
    for (let i = 0; i < pixels; i++) {
      if (random() > 0.7) continue;
      motionVectors.fill(0, i * 2, i * 2 + 2);
      for (let channel = 0; channel < 3; channel++) color[i * 4 + channel]! *= 0.1;
    }
    motionVectors[44] = Number.NaN;
    const previousTraces = new Uint32Array(24);
    for (let i = 0; i < 16; i++) {
      const place = [random(0, 24), random(0, 16)] as const;
      const moved = [half(random(-2, 2)), half(random(-2, 2))] as const;
      writeTrace(previousTraces, render, { left: 1 + (i % 7), nearness: 4 ** -(1 + (i % 2)), moved, place });
    }
    const history = workingColors(display.width * display.height, hdr, () => (random() < 0.9 ? 4 : 3));
    const inputs = {
      renderSize: render,
      displaySize: display,
      color,
      depth,
      motionVectors,
      history,
      hdr,
      premultiplied,
      previousTraces,
      reset,
      motionScale: { x: -0.5, y: 0.5 },
      jitter: { x: 0.25, y: -0.375 },
      nearness: { offset: 1, slope: 1 / 50 - 1 },
      exposure: 0.8,
      historyExposure: 1.1,
      preExposure: 1.25,
    };
    const expected = prepareReference(inputs);
    const previous = buffer(new Float32Array(pixels));
    const traces = buffer(new Float32Array(24));
    const prepared = storage(render, 'rgba16float');
    const [motion, surface] = [storage(render, 'r32uint'), storage(render, 'r32uint')];
    run(
      pass,
      {
        params: uniforms({ jitterOffset: inputs.jitter, preExposure: inputs.preExposure }, { reset }),
        color: upload(device, render.width, render.height, 'rgba16float', color),
        depth: createDepthWriter(device)(render.width, render.height, depth),
        motionVectors: upload(device, render.width, render.height, 'rg32float', motionVectors),
        history: upload(device, display.width, display.height, 'rgba16float', history),
        linearSampler: device.createSampler({ magFilter: 'linear', minFilter: 'linear' }),
        exposure: buffer(new Float32Array([inputs.exposure, 0.9, inputs.historyExposure, 0])),
        previousNearness: previous,
        prepared,
        motion,
        surface,
        previousTraces: buffer(previousTraces),
        traces,
      },
      render,
    );
    expect(worst((await readback(device, prepared)).data, expected.prepared)).toBeLessThan(0.001);
    const motions = await readHalves(device, motion);
    expect(worst(motions, expected.motion)).toBeLessThan(0.0005);
    // The last bit of a motion says where a thin thing moves; beside a sample that is no number either answer is right.
    const isThin = (i: number): number => toHalf(motions[i * 2]!) & 1;
    expect(expected.thin.filter((flag, i) => flag !== isThin(i)).length).toBeLessThanOrEqual(2);
    const surfaces = await readHalves(device, surface);
    const nearness = expected.nearness.map((_, i) => surfaces[i * 2]! ** 2);
    expect(worst(nearness, expected.nearness)).toBeLessThan(0.001);
    const along = expected.along.map((_, i) => (Object.is(Math.sign(surfaces[i * 2]!), 1) ? 0 : 1));
    expect(along).toEqual(expected.along);
    const difference = expected.difference.map((_, i) => surfaces[i * 2 + 1]!);
    expect(worst(difference, expected.difference)).toBeLessThan(0.008);
    expect(expected.difference.some((d) => d !== 0)).toBe(!reset);
    // A position on a pixel's border may fall to either side.
    const scattered = await readBuffer(previous);
    const off = scattered.filter((v, i) => Math.abs(v - expected.previousNearness[i]!) > 1e-4).length;
    expect(off).toBeLessThanOrEqual(2);
    const records = new Uint32Array((await readBuffer(traces)).buffer);
    expect(records.filter((record, i) => record !== expected.traces[i]).length).toBeLessThanOrEqual(2);
    expect(expected.traces.filter((record) => record !== 0).length).toBeGreaterThan(8);
    expect(expected.thin.some((flag) => flag === 1)).toBe(true);
  });
});

test.each([
  ['noise', () => 0],
  ['a small change of light', () => 0.03],
  ['a large change of light in one half', (x: number) => (x < 12 ? 0.2 : 0)],
])('pyramid, %s: change and factors within 0.002, log luma within 0.05 %%', async (_, light) => {
  const { device } = fixture;
  const tuning = {
    low: 0.05,
    high: 0.3,
    sharedLow: 0.2,
    sharedHigh: 0.9,
    black: 0.15,
    seen: 0.4,
    followLow: 0.4,
    followHigh: 0.9,
  };
  const pass = await compile('pyramid', pyramidCode, tuning);
  // Seven pixels short of whole groups.
  const size = { width: 25, height: 18 };
  const pixels = size.width * size.height;
  const luma = randoms(pixels, 0.1, 0.7);
  const difference = luma.map((_value, i) => half(random(-0.02, 0.02) + light(i % size.width)));
  const prepared = new Float32Array(pixels * 4);
  luma.forEach((v, i) => (prepared[i * 4] = v));
  const surface = uploadHalves(
    device,
    size,
    Float32Array.from({ length: pixels * 2 }, (_value, i) => (i & 1 ? difference[i >> 1]! : 0)),
  );
  const shading = storage({ width: 7, height: 5 }, 'rgba16float');
  const partials = buffer(new Float32Array(8));
  const before = randoms(35, 0.9, 1.2);
  const bindings = {
    params: uniforms({ renderSize: size }, { previousRenderSize: size }),
    prepared: upload(device, size.width, size.height, 'rgba16float', prepared),
    surface,
    partials,
    shading,
    previousShading: upload(
      device,
      7,
      5,
      'rgba16float',
      Float32Array.from({ length: 140 }, (_value, i) => before[i >> 2]!),
    ),
  };
  run(pass, bindings, { workgroups: [2, 2, 1] });
  const expected = pyramidReference(luma, difference, size, before, tuning);
  const { data } = await readback(device, shading);
  expect(worst(data, expected.change, (i) => i * 4)).toBeLessThan(0.002);
  expect(worst(data, expected.factor, (i) => i * 4 + 1)).toBeLessThan(0.002);
  expect(worst(data, expected.lasting, (i) => i * 4 + 2)).toBeLessThan(0.002);
  expect(worst(data, expected.changeAtRest, (i) => i * 4 + 3)).toBeLessThan(0.002);
  expect(worst(await readBuffer(partials), expected.partials)).toBeLessThan(5e-4);
});
