// Every pass against its reference, on a small level whose sizes are all different.
import { createPool, type Kernel, type KernelResource, type ResourcePool } from '@frameloom/gpu';
import { createFeatureMap, type FeatureMap } from '@frameloom/nn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Scene, Values } from '../../../packages/world/src/cells/lib/reference.ts';
import { actReference } from '../../../packages/world/src/cells/passes/act/act.reference.ts';
import { composeReference } from '../../../packages/world/src/cells/passes/compose/compose.reference.ts';
import {
  embedBarReference,
  embedMoversReference,
  embedSceneReference,
} from '../../../packages/world/src/cells/passes/embed/embed.reference.ts';
import { memoryReference } from '../../../packages/world/src/cells/passes/memory/memory.reference.ts';
import { senseReference } from '../../../packages/world/src/cells/passes/sense/sense.reference.ts';
import { tellReference } from '../../../packages/world/src/cells/passes/tell/tell.reference.ts';
import { compilePass, type PassName } from '../../../packages/world/src/cells/shaders.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { createRandom, download, upload } from '../nn/maps.ts';
import { readPicture } from './pictures.ts';
import { randomState, smallLayout, smallSpec } from './small-level.ts';

const fixture = useGpu();
const random = createRandom(77);
const { kinds, barCells, window } = smallLayout;
const { codes, channels, moves, world } = smallSpec;
let pool: ResourcePool;
const kernels = new Map<PassName, Kernel>();
const names = ['sense', 'tell', 'act', 'embedScene', 'embedMovers', 'embedBar', 'compose', 'memory'] as const;

beforeAll(async () => {
  pool = createPool(fixture.gpu, 'test');
  for (const name of names) {
    kernels.set(name, await compilePass(fixture.gpu, name, smallSpec, smallLayout, 'f32'));
  }
});
afterAll(() => pool.dispose());

const table = (rows: number, columns: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: rows * columns }, () => random() * 2 - 1);

function buffer(data: Uint32Array | Float32Array | Int32Array, uniform = false): GPUBuffer {
  const usage =
    (uniform ? GPUBufferUsage.UNIFORM : GPUBufferUsage.STORAGE) |
    GPUBufferUsage.COPY_DST |
    GPUBufferUsage.COPY_SRC;
  const made = pool.buffer({ label: 'test', size: Math.ceil(data.byteLength / 16) * 16, usage });
  fixture.device.queue.writeBuffer(made, 0, data as Uint32Array<ArrayBuffer>);
  return made;
}

function run(name: PassName, resources: readonly KernelResource[], x: number, y = 1): void {
  const kernel = kernels.get(name)!;
  const encoder = fixture.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(kernel.pipeline);
  pass.setBindGroup(0, kernel.bind(resources));
  pass.dispatchWorkgroups(x, y);
  pass.end();
  fixture.device.queue.submit([encoder.finish()]);
}

function values(channelCount: number, count: number, low = -1, high = 1): Values {
  const data = Float32Array.from({ length: channelCount * count }, () => low + random() * (high - low));
  return { channels: channelCount, count, data };
}

const mapOf = (given: Values): FeatureMap =>
  upload(
    fixture.device,
    pool,
    { channels: given.channels, width: given.count, height: 1, data: given.data },
    'f32',
  );
const empty = (channelCount: number, count: number): FeatureMap =>
  createFeatureMap(pool, { label: 'out', width: count, height: 1, channels: channelCount, format: 'f32' });

async function expectValues(map: FeatureMap, expected: Values): Promise<void> {
  const got = await download(fixture.device, map, expected.count, 1);
  expect(got.data.length).toBe(expected.data.length);
  got.data.forEach((value, i) => expect(value).toBeCloseTo(expected.data[i]!, 5));
}

const scene = (): Scene => ({ spec: smallSpec, layout: smallLayout, state: randomState(random, 3) });
const rounds = [0, 1, 2, 3];

test.each(rounds)('sense, round %i', async () => {
  const level = scene();
  const tables = { cellSense: table(codes.cells, channels.sense), barSense: table(codes.bar, channels.bar) };
  const out = empty(smallLayout.moverFeatures, kinds);
  run(
    'sense',
    [
      buffer(Uint32Array.of(2, 0, 0, 0), true),
      buffer(level.state),
      buffer(tables.cellSense),
      buffer(tables.barSense),
      out.buffer,
    ],
    4,
  );
  await expectValues(out, senseReference(level, tables, 2));
});

test('tell', async () => {
  const level = scene();
  const barState = table(codes.bar, channels.state);
  const message = values(channels.message, kinds);
  const out = empty(smallLayout.barFeatures, barCells);
  run('tell', [buffer(level.state), buffer(barState), mapOf(message).buffer, out.buffer], 2);
  await expectValues(out, tellReference(level, barState, message));
});

test.each(rounds)('act, round %i', async () => {
  const level = scene();
  const choice = values(smallLayout.looks * moves.length, kinds, -3, 3);
  const write = values(9 * codes.cells, kinds);
  const barCodes = values(codes.bar, barCells);
  const state = buffer(level.state);
  run(
    'act',
    [
      state,
      mapOf(choice).buffer,
      mapOf(write).buffer,
      mapOf(barCodes).buffer,
      buffer(Int32Array.from(moves.flat())),
    ],
    1,
  );
  const staging = fixture.device.createBuffer({
    size: state.size,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  const encoder = fixture.device.createCommandEncoder();
  encoder.copyBufferToBuffer(state, 0, staging, 0, state.size);
  fixture.device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const got = new Uint32Array(staging.getMappedRange().slice(0)).subarray(0, level.state.length);
  staging.destroy();
  actReference(level, choice, write, barCodes);
  expect([...got]).toEqual([...level.state]);
});

describe('embed', () => {
  test.each(rounds)('scene, round %i', async () => {
    const level = scene();
    const cellLook = table(codes.cells, channels.look);
    const count = window.width * window.height;
    const out = empty(channels.look, count);
    const params = buffer(Int32Array.of(-1, -1, window.width, window.height, 0, 0, 0, 0), true);
    run('embedScene', [params, buffer(level.state), buffer(cellLook), out.buffer], Math.ceil(count / 64));
    await expectValues(out, embedSceneReference(level, cellLook));
  });

  test('movers', async () => {
    const level = scene();
    const out = empty(smallLayout.spriteFeatures, kinds);
    run('embedMovers', [buffer(level.state), out.buffer], 1);
    await expectValues(out, embedMoversReference(level));
  });

  test('bar', async () => {
    const level = scene();
    const barLook = table(codes.bar, channels.look);
    const out = empty(channels.look, barCells);
    run('embedBar', [buffer(level.state), buffer(barLook), out.buffer], 1);
    await expectValues(out, embedBarReference(level, barLook));
  });
});

const picture = (width: number, height: number): GPUTexture =>
  pool.texture({
    label: 'picture',
    width,
    height,
    format: 'rgba8unorm',
    usage: GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.COPY_SRC,
  });

async function expectPicture(texture: GPUTexture, expected: Float32Array): Promise<void> {
  const got = await readPicture(fixture.device, texture);
  let worst = 0;
  expected.forEach((value, i) => {
    worst = Math.max(worst, Math.abs(value * 255 - got[Math.floor(i / 3) * 4 + (i % 3)]!));
  });
  expect(worst).toBeLessThan(0.6);
}

test.each(rounds)('compose, round %i', async () => {
  const level = scene();
  const maps = {
    scene: values(3 * smallSpec.cellPixels ** 2, window.width * window.height, 0, 1),
    sprites: values(4 * smallSpec.spritePixels ** 2, kinds, 0, 1),
    bar: values(3 * smallSpec.cellPixels ** 2, barCells, 0, 1),
  };
  const out = picture(smallSpec.frame.width, smallSpec.frame.height);
  run(
    'compose',
    [buffer(level.state), mapOf(maps.scene).buffer, mapOf(maps.sprites).buffer, mapOf(maps.bar).buffer, out],
    4,
    5,
  );
  await expectPicture(out, composeReference(level, maps));
});

test('memory', async () => {
  const level = scene();
  const whole = values(3 * smallSpec.cellPixels ** 2, (world.columns + 2) * (world.rows + 2), 0, 1);
  const sprites = values(4 * smallSpec.spritePixels ** 2, kinds, 0, 1);
  const out = picture(world.columns * smallSpec.cellPixels, world.rows * smallSpec.cellPixels);
  run('memory', [buffer(level.state), mapOf(whole).buffer, mapOf(sprites).buffer, out], 8, 8);
  await expectPicture(out, memoryReference(level, whole, sprites));
});
