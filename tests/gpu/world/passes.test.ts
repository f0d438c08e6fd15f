// Every pass against its reference, on a small level whose sizes are all different.
import { createPool, type Pass, type PassBindings, type PassSize, type ResourcePool } from '@frameloom/gpu';
import { createFeatureMap, type FeatureMap } from '@frameloom/nn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FeatureVector } from '../../../packages/world/src/cells/features.ts';
import type { Layout } from '../../../packages/world/src/cells/layout.ts';
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
import { compilePass, type PassName } from '../../../packages/world/src/cells/passes.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { createRandom, download, upload } from '../nn/maps.ts';
import { readPicture } from './pictures.ts';
import { randomState, smallLayout, smallSpec } from './small-level.ts';

const fixture = useGpu();
const random = createRandom(77);
const { kinds, barCells, window } = smallLayout;
const { codes, channels, moves, world } = smallSpec;
let pool: ResourcePool;
const passes = new Map<PassName, Pass>();
const turnedPasses = new Map<PassName, Pass>();
const passesOf = ({ layout }: Scene): Map<PassName, Pass> => (layout === turned ? turnedPasses : passes);
const names = ['sense', 'tell', 'act', 'embedScene', 'embedMovers', 'embedBar', 'compose', 'memory'] as const;

beforeAll(async () => {
  pool = createPool(fixture.gpu, 'test');
  for (const name of names) {
    passes.set(name, await compilePass(fixture.gpu, name, smallSpec, smallLayout, 'f32'));
  }
  for (const name of ['sense', 'tell', 'embedMovers'] as const) {
    turnedPasses.set(name, await compilePass(fixture.gpu, name, smallSpec, turned, 'f32'));
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

function run(name: PassName, bindings: PassBindings, size: PassSize, from = passes): void {
  const encoder = fixture.device.createCommandEncoder();
  from.get(name)!.record(encoder, bindings, size);
  fixture.device.queue.submit([encoder.finish()]);
}

const blocksOf = (channelCount: number): number => Math.ceil(channelCount / 4);

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

/** The level with every vector of features back to front: no shader may know an order of its own. */
const turned: Layout = {
  ...smallLayout,
  features: {
    mover: turn(smallLayout.features.mover),
    bar: turn(smallLayout.features.bar),
    sprite: turn(smallLayout.features.sprite),
  },
};

function turn({ parts, channels: count }: FeatureVector): FeatureVector {
  const entries = Object.entries(parts).map(([name, { at, size }]) => [
    name,
    { at: count - at - size, size },
  ]);
  return { parts: Object.fromEntries(entries) as FeatureVector['parts'], channels: count };
}

const scene = (round?: string | number): Scene => ({
  spec: smallSpec,
  layout: round === 'turned' ? turned : smallLayout,
  state: randomState(random, 3),
});
const rounds = [0, 1, 2, 3];

test.each([...rounds, 'turned'])('sense, round %s', async (round) => {
  const level = scene(round);
  const tables = { cellSense: table(codes.cells, channels.sense), barSense: table(codes.bar, channels.bar) };
  const out = empty(smallLayout.features.mover.channels, kinds);
  run(
    'sense',
    {
      params: buffer(Uint32Array.of(2, 0, 0, 0), true),
      state: buffer(level.state),
      cellSense: buffer(tables.cellSense),
      barSense: buffer(tables.barSense),
      features: out.buffer,
    },
    { width: blocksOf(smallLayout.features.mover.channels) * kinds },
    passesOf(level),
  );
  await expectValues(out, senseReference(level, tables, 2));
});

test.each(['as it is', 'turned'])('tell, %s', async (round) => {
  const level = scene(round);
  const barState = table(codes.bar, channels.state);
  const message = values(channels.message, kinds);
  const out = empty(smallLayout.features.bar.channels, barCells);
  run(
    'tell',
    {
      state: buffer(level.state),
      barState: buffer(barState),
      message: mapOf(message).buffer,
      features: out.buffer,
    },
    { width: blocksOf(smallLayout.features.bar.channels) * barCells },
    passesOf(level),
  );
  await expectValues(out, tellReference(level, barState, message));
});

test.each(rounds)('act, round %i', async () => {
  const level = scene();
  const choice = values(smallLayout.looks * moves.length, kinds, -3, 3);
  const write = values(9 * codes.cells, kinds);
  const barCodes = values(codes.bar, barCells);
  // A word for each code before; each code may be followed by one other at least.
  const barPairs = Uint32Array.from({ length: barCells * codes.bar }, () => 1 + Math.floor(random() * 15));
  const state = buffer(level.state);
  run(
    'act',
    {
      state,
      choice: mapOf(choice).buffer,
      write: mapOf(write).buffer,
      barCodes: mapOf(barCodes).buffer,
      moves: buffer(Int32Array.from(moves.flat())),
      barPairs: buffer(barPairs),
    },
    { workgroups: [1, 1, 1] },
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
  actReference(level, choice, write, barCodes, barPairs);
  let before = 0;
  level.state.subarray(smallLayout.barStart, smallLayout.cellsStart).forEach((code, cell) => {
    expect((barPairs[cell * codes.bar + before]! >> code) & 1, `cell ${cell} of the bar`).toBe(1);
    before = code;
  });

  expect([...got]).toEqual([...level.state]);
});

describe('embed', () => {
  test.each(rounds)('scene, round %i', async () => {
    const level = scene();
    const cellLook = table(codes.cells, channels.look);
    const count = window.width * window.height;
    const out = empty(channels.look, count);
    const params = buffer(Int32Array.of(-1, -1, window.width, window.height, 0, 0, 0, 0), true);
    run(
      'embedScene',
      { params, state: buffer(level.state), cellLook: buffer(cellLook), codes: out.buffer },
      { width: blocksOf(channels.look) * count },
    );
    await expectValues(out, embedSceneReference(level, cellLook));
  });

  test.each(['as they are', 'turned'])('movers, %s', async (round) => {
    const level = scene(round);
    const out = empty(smallLayout.features.sprite.channels, kinds);
    run(
      'embedMovers',
      { state: buffer(level.state), features: out.buffer },
      { width: blocksOf(smallLayout.features.sprite.channels) * kinds },
      passesOf(level),
    );
    await expectValues(out, embedMoversReference(level));
  });

  test('bar', async () => {
    const level = scene();
    const barLook = table(codes.bar, channels.look);
    const out = empty(channels.look, barCells);
    run(
      'embedBar',
      { state: buffer(level.state), barLook: buffer(barLook), codes: out.buffer },
      { width: blocksOf(channels.look) * barCells },
    );
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
    {
      state: buffer(level.state),
      scene: mapOf(maps.scene).buffer,
      sprites: mapOf(maps.sprites).buffer,
      bar: mapOf(maps.bar).buffer,
      picture: out,
    },
    smallSpec.frame,
  );
  await expectPicture(out, composeReference(level, maps));
});

test('memory', async () => {
  const level = scene();
  const whole = values(3 * smallSpec.cellPixels ** 2, (world.columns + 2) * (world.rows + 2), 0, 1);
  const sprites = values(4 * smallSpec.spritePixels ** 2, kinds, 0, 1);
  const out = picture(world.columns * smallSpec.cellPixels, world.rows * smallSpec.cellPixels);
  run(
    'memory',
    {
      state: buffer(level.state),
      scene: mapOf(whole).buffer,
      sprites: mapOf(sprites).buffer,
      picture: out,
    },
    { width: out.width, height: out.height },
  );
  await expectPicture(out, memoryReference(level, whole, sprites));
});
