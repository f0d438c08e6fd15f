import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createFrameBudget,
  createGpu,
  createPass,
  createPool,
  type Gpu,
  type ResourcePool,
} from '@frameloom/gpu';
import { createTensor, type Tensors } from '@frameloom/gpu/files';
import type { NetworkArchitecture } from '@frameloom/nn';
import { openOnnx, type OnnxOptions, type OnnxSession } from '@frameloom/nn/onnx';
import { toOnnx } from '../../support/onnx.ts';
import type { OnnxType } from '../../support/onnx-graph.ts';
import { createRandom } from './maps.ts';

const size = { width: 8, height: 6 };
const pixels = size.width * size.height;
const channels = 4;
const architecture: NetworkArchitecture = {
  inputs: [{ name: 'x', channels }],
  layers: [{ name: 'y', op: 'conv2d', input: ['x'], channels, kernel: 3, activation: 'relu' }],
  outputs: ['y'],
};
const random = createRandom(9);
const weights = Float32Array.from({ length: channels * channels * 9 }, () => random() - 0.5);
const bias = Float32Array.from({ length: channels }, () => random() - 0.5);
const tensors: Tensors = new Map([
  ['y.weight', createTensor([channels, channels, 3, 3], weights)],
  ['y.bias', createTensor([channels], bias)],
]);
const model = (type: OnnxType = 'float32') => toOnnx([{ name: 'net', architecture, tensors, ...size }], type);

// Lays a texture out as onnxruntime wants it: a plane per channel.
const code = `
@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> planes: array<f32>;
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(source);
  if (any(id.xy >= size)) { return; }
  let color = textureLoad(source, id.xy, 0);
  for (var channel = 0u; channel < 4u; channel++) {
    planes[(channel * size.y + id.y) * size.x + id.x] = color[channel];
  }
}`;

let gpu: Gpu;
let pool: ResourcePool;
let session: OnnxSession;
beforeAll(async () => {
  gpu = await createGpu();
  pool = createPool(gpu, 'test');
  session = await open();
});
afterAll(async () => {
  await session.dispose();
  gpu.dispose();
});

const open = (options: OnnxOptions = {}): Promise<OnnxSession> =>
  openOnnx(gpu, model(), { wasm: new URL(wasm, location.href), ...options });

const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
const plane = (label: string): GPUBuffer =>
  pool.buffer({ label, size: 4 * channels * pixels, usage: STORAGE | COPY_SRC | COPY_DST });

async function read(buffer: GPUBuffer): Promise<Float32Array> {
  const length = 4 * channels * pixels;
  const staging = pool.buffer({ label: 'staging', size: length, usage: MAP_READ | COPY_DST });
  const encoder = gpu.device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, staging, 0, length);
  gpu.device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const values = new Float32Array(staging.getMappedRange().slice(0));
  pool.free(staging);
  return values;
}

/** The model in plain TypeScript, planes in and out. */
function reference(x: Float32Array): Float32Array {
  const { width, height } = size;
  return Float32Array.from({ length: channels * pixels }, (_, i) => {
    const [out, row, column] = [Math.floor(i / pixels), Math.floor(i / width) % height, i % width];
    let sum = bias[out]!;
    for (let c = 0; c < channels; c++) {
      for (let tap = 0; tap < 9; tap++) {
        const [v, u] = [row + Math.floor(tap / 3) - 1, column + (tap % 3) - 1];
        if (v < 0 || u < 0 || v >= height || u >= width) continue;
        sum += weights[(out * channels + c) * 9 + tap]! * x[c * pixels + v * width + u]!;
      }
    }
    return Math.max(0, sum);
  });
}

/** A buffer that one of our passes filled from a texture of noise, and what is in it. */
async function fromTexture(seed: number): Promise<{ buffer: GPUBuffer; values: Float32Array }> {
  const next = createRandom(seed);
  const texels = Uint8Array.from({ length: 4 * pixels }, () => Math.floor(next() * 256));
  const texture = pool.texture({
    label: 'source',
    ...size,
    format: 'rgba8unorm',
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
  });
  gpu.device.queue.writeTexture({ texture }, texels, { bytesPerRow: 4 * size.width }, [
    size.width,
    size.height,
  ]);
  const pass = await createPass(gpu, { label: 'test/planes', code });
  const buffer = plane('x');
  const encoder = gpu.device.createCommandEncoder();
  pass.record(encoder, { source: texture, planes: buffer }, size);
  gpu.device.queue.submit([encoder.finish()]);
  const values = Float32Array.from(
    { length: 4 * pixels },
    (_, i) => texels[4 * (i % pixels) + Math.floor(i / pixels)]! / 255,
  );
  return { buffer, values };
}

function expectClose(got: Float32Array, expected: Float32Array): void {
  const worst = got.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
  expect(got.length).toBe(expected.length);
  expect(Math.max(...expected)).toBeGreaterThan(0.3);
  expect(worst).toBeLessThan(1e-5);
}

test('runs on what our pass wrote from a texture, without a readback in between', async () => {
  const dims = [1, channels, size.height, size.width];
  expect(session.inputs).toEqual([{ name: 'net/x', type: 'float32', dims }]);
  expect(session.outputs).toEqual([{ name: 'net/y', type: 'float32', dims }]);
  const { buffer, values } = await fromTexture(1);
  const { 'net/y': result } = await session.run({ 'net/x': buffer });
  expect(result).toMatchObject({ dims, type: 'float32' });
  expectClose(await read(result!.buffer), reference(values));
  result!.dispose();
});

test('overlapping runs, and a model opened during a run, follow each other', async () => {
  const inputs = await Promise.all([fromTexture(2), fromTexture(3), fromTexture(4)]);
  const results = inputs.map(() => plane('y'));
  const run = (on: OnnxSession, i: number): Promise<unknown> =>
    on.run({ 'net/x': inputs[i]!.buffer }, { outputs: { 'net/y': results[i]! } });
  const first = run(session, 0);
  const opening = open({ label: 'second' });
  const second = run(session, 1);
  const other = await opening;
  await Promise.all([first, second, run(other, 2), run(session, 0)]);
  for (const [i, { values }] of inputs.entries()) expectClose(await read(results[i]!), reference(values));
  await other.dispose();
});

test('is an exclusive guest of a frame budget', async () => {
  const budget = createFrameBudget(gpu);
  const guest = await open({ budget, priority: 'interactive' });
  const { buffer, values } = await fromTexture(5);
  const [result, spare] = [plane('y'), plane('spare')];
  const stop = new AbortController();
  let isRunning = false;
  let disturbed = 0;
  const endless = (function* () {
    for (;;) {
      yield {
        kind: 'clear',
        record(encoder: GPUCommandEncoder) {
          if (isRunning) disturbed++;
          encoder.clearBuffer(spare);
        },
      };
    }
  })();
  const slices = budget.run('interactive', endless, stop).catch((error: { code: string }) => error.code);
  const { exclusive } = budget;
  let guests = 0;
  budget.exclusive = (priority, work, options) =>
    exclusive(
      priority,
      async () => {
        guests++;
        isRunning = true;
        const value = await work();
        isRunning = false;
        return value;
      },
      options,
    );
  await guest.run({ 'net/x': buffer }, { outputs: { 'net/y': result } });
  stop.abort();
  expect(await slices).toBe('aborted');
  expect({ guests, disturbed }).toEqual({ guests: 1, disturbed: 0 });
  expectClose(await read(result), reference(values));
  await guest.dispose();
  budget.dispose();
});

test('takes the file that suits the device', async () => {
  const hasHalves = gpu.device.features.has('shader-f16');
  const wasmUrl = new URL(wasm, location.href);
  if (!hasHalves) {
    const never = { f16: 'https://unused.invalid/model.onnx' };
    await expect(openOnnx(gpu, never)).rejects.toMatchObject({ code: 'unsupported' });
    await expect(openOnnx(gpu, never, { precision: 'f16' })).rejects.toThrow('{ f16, f32 }');
    // A file alone says nothing before it is opened.
    await expect(openOnnx(gpu, model('float16'), { wasm: wasmUrl })).rejects.toMatchObject({
      code: 'unsupported',
    });
  }
  const both = await openOnnx(gpu, { f16: model('float16'), f32: model() }, { wasm: wasmUrl });
  const expected = hasHalves && gpu.tier !== 'software' ? 'float16' : 'float32';
  expect(both.inputs[0]!.type).toBe(expected);
  await both.dispose();
});

test('refuses what cannot work before onnxruntime sees it', async () => {
  const good = plane('x');
  const refuse = (feeds: object, outputs: object = {}) =>
    expect(session.run(feeds as Record<string, GPUBuffer>, { outputs } as object)).rejects;
  await refuse({}).toThrow('must be a GPUBuffer');
  await refuse({ 'net/x': good, z: good }).toThrow('the model has no "z". It has net/x');
  await refuse({ 'net/x': pool.buffer({ label: 'short', size: 16, usage: STORAGE }) }).toMatchObject({
    code: 'invalid-size',
  });
  const size4 = 4 * channels * pixels;
  const noCopy = pool.buffer({ label: 'no copy', size: size4, usage: STORAGE });
  await refuse({ 'net/x': noCopy }).toThrow('lacks the usage COPY_SRC, COPY_DST');
  await refuse({ 'net/x': { buffer: good, dims: [1, 4, 6, 7], type: 'float32' } }).toThrow('dims must be');
  await refuse({ 'net/x': { buffer: good, dims: [1, 4, 6, 8], type: 'float16' } }).toThrow(
    'must hold float32',
  );
  await refuse({ 'net/x': good }, { w: good }).toThrow('the model has no "w"');
  const wrong = (value: unknown) => expect(openOnnx(gpu, value as string)).rejects;
  await wrong(undefined).toMatchObject({ code: 'invalid-argument' });
  await wrong({}).toMatchObject({ code: 'invalid-argument' });
  await wrong(new Uint8Array([1, 2, 3])).toMatchObject({ code: 'load-failed' });
});

test('an abort ends what has not begun; a disposed model says so', async () => {
  const stop = AbortSignal.abort('enough');
  const { buffer } = await fromTexture(6);
  await expect(open({ signal: stop })).rejects.toMatchObject({ code: 'aborted', cause: 'enough' });
  await expect(session.run({ 'net/x': buffer }, { signal: stop })).rejects.toMatchObject({ code: 'aborted' });
  const other = await open();
  await Promise.all([other.dispose(), other.dispose()]);
  await expect(other.run({ 'net/x': buffer })).rejects.toMatchObject({ code: 'disposed' });
});

test('a lost device ends the model, and it opens again on the next one', async () => {
  const own = await createGpu();
  const options = { wasm: new URL(wasm, location.href), label: 'lost' };
  const first = await openOnnx(own, model(), options);
  const buffer = own.device.createBuffer({
    size: 4 * channels * pixels,
    usage: STORAGE | COPY_SRC | COPY_DST,
  });
  const rebuilt = new Promise<void>((resolve) => own.onRebuild(resolve));
  const running = first.run({ 'net/x': buffer }).catch((error: { code: string }) => error.code);
  own.device.destroy();
  expect(await running).toBe('device-lost');
  await rebuilt;
  await expect(first.run({ 'net/x': buffer })).rejects.toMatchObject({ code: 'device-lost' });
  await first.dispose();
  const second = await openOnnx(own, model(), options);
  const input = own.device.createBuffer({
    size: 4 * channels * pixels,
    usage: STORAGE | COPY_SRC | COPY_DST,
  });
  const { 'net/y': result } = await second.run({ 'net/x': input });
  expect(result!.buffer.size).toBeGreaterThanOrEqual(4 * channels * pixels);
  await second.dispose();
  own.dispose();
});
