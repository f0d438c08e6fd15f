// Each pass on the GPU against the same maths in plain TypeScript, on what the pass before it wrote on the GPU.
import { beforeAll, describe, expect, test } from 'vitest';
import { createPass } from '@frameloom/gpu';
import { createTensor } from '@frameloom/gpu/files';
import type { Grid } from '@frameloom/gpu/frame/reference';
import { readCamera, fromTo } from '../../../packages/interpolate/src/camera.ts';
import type { PairInputs, RealSurfaces } from '../../../packages/interpolate/src/lib/trajectory.reference.ts';
import { createChooser } from '../../../packages/interpolate/src/learned/chooser.ts';
import { writeParams, paramsBytes } from '../../../packages/interpolate/src/params.ts';
import { libraries } from '../../../packages/interpolate/src/libraries.ts';
import { blendBindings, createPasses, type Passes } from '../../../packages/interpolate/src/passes.ts';
import blendCode from '../../../packages/interpolate/src/passes/blend/blend.wgsl?raw';
import choiceCode from '../../../packages/interpolate/src/passes/blend/learned.wgsl?raw';
import { judgeReference } from '../../../packages/interpolate/src/passes/judge/judge.reference.ts';
import {
  blendReference,
  type BlendInputs,
} from '../../../packages/interpolate/src/passes/blend/blend.reference.ts';
import { cutReference } from '../../../packages/interpolate/src/passes/cut/cut.reference.ts';
import {
  fieldReference,
  type FieldTexel,
} from '../../../packages/interpolate/src/passes/field/field.reference.ts';
import { flowReference } from '../../../packages/interpolate/src/passes/flow/flow.reference.ts';
import { intakeReference } from '../../../packages/interpolate/src/passes/intake/intake.reference.ts';
import { prepareReference } from '../../../packages/interpolate/src/passes/prepare/prepare.reference.ts';
import { pyramidReference } from '../../../packages/interpolate/src/passes/pyramid/pyramid.reference.ts';
import {
  scatterReference,
  type Owner,
} from '../../../packages/interpolate/src/passes/scatter/scatter.reference.ts';
import { createResources, type Resources } from '../../../packages/interpolate/src/resources.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { fromHalf } from '../upscale/halves.ts';
import { readback, readNumbers, upload } from '../upscale/textures.ts';
import { createUploader, renderWorld, type WorldFrame } from './world.ts';

const fixture = useGpu();
const size = { width: 64, height: 40 };
const times = [3, 4];
const t = 0.5;
const tolerance = { relative: 0.03, absolute: 1e-7 };
const frames: WorldFrame[] = times.map((time) => renderWorld(size, time, { cardSpeed: 0.5, sparks: true }));
const facts = frames.map(({ camera }) => ({
  renderSize: size,
  jitter: { x: 0, y: 0 },
  motionScale: { x: 1, y: 1 },
  camera: readCamera('test', 'camera', camera),
}));
const toPrevious = fromTo(facts[1]!.camera, facts[0]!.camera);

let passes: Passes;
let r: Resources;

/** Halves of a texture of 32-bit words. */
async function halvesOf(texture: GPUTexture): Promise<number[]> {
  const { data } = await readNumbers(fixture.device, texture);
  return [...data].flatMap((word) => [fromHalf(word & 0xffff), fromHalf((word >>> 16) & 0xffff)]);
}

async function gridOf(texture: GPUTexture, channels: number): Promise<Grid> {
  const { width, height, data } = await readback(fixture.device, texture);
  const kept = Float64Array.from(
    { length: width * height * channels },
    (_, i) => data[Math.floor(i / channels) * 4 + (i % channels)]!,
  );
  return { width, height, channels, data: kept };
}

async function surfacesOf(index: 0 | 1): Promise<RealSurfaces> {
  // After the second frame's swap, `read` is the current frame.
  const from = index === 1 ? 'read' : 'write';
  const surface = await halvesOf(r.surface[from]);
  const pairs = surface
    .filter((_, i) => i % 2 === 0)
    .map((front, i) => [front, surface[i * 2 + 1]!] as const);
  return {
    size,
    jitter: [0, 0],
    nearness: facts[index]!.camera.nearness,
    front: pairs.map(([front]) => front * front),
    own: pairs.map(([, own]) => Math.max(Math.abs(own) - 1e-4, 0) ** 2),
    still: pairs.map(([, own]) => own > 0),
    light: pairs.map(([front]) => front < 0 || Object.is(front, -0)),
    motion: await halvesOf(r.motion[from]),
  };
}

async function pairInputs(): Promise<PairInputs> {
  const [previous, current] = [await surfacesOf(0), await surfacesOf(1)];
  const toCurrent = fromTo(facts[0]!.camera, facts[1]!.camera);
  return { previous, current, toPrevious, toCurrent, tolerance, t, single: false };
}

async function ownersOnGpu(): Promise<Owner[]> {
  const { device } = fixture;
  const bytes = size.width * size.height * 4;
  const copy = device.createBuffer({ size: bytes, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(r.owners, 0, copy, 0, bytes);
  device.queue.submit([encoder.finish()]);
  await copy.mapAsync(GPUMapMode.READ);
  const words = new Uint32Array(copy.getMappedRange().slice(0));
  copy.destroy();
  return [...words].map((word) => ({ pixel: word & 0x7fffffff, previous: word >>> 31 === 1 }));
}

async function fieldOnGpu(): Promise<FieldTexel[]> {
  const halves = await halvesOf(r.field);
  return Array.from({ length: halves.length / 8 }, (_, i) => {
    const [px, py, cx, cy, pn, cn, kind] = halves.slice(i * 8, i * 8 + 7) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return { toPrevious: [px, py], toCurrent: [cx, cy], nearness: [pn * pn, cn * cn], kind };
  });
}

/** Share of items that are alike. */
function share<T>(items: readonly T[], isAlike: (item: T, index: number) => boolean): number {
  return items.filter(isAlike).length / items.length;
}

beforeAll(async () => {
  const { gpu, device } = fixture;
  passes = await createPasses(gpu, 'test', false, {});
  r = createResources(gpu, 'test', size, size);
  const data = new ArrayBuffer(paramsBytes);
  const uploadFrame = createUploader(device);
  const encoder = device.createCommandEncoder();
  for (const [i, frame] of frames.entries()) {
    const previous = facts[i - 1];
    writeParams(data, { displaySize: size, current: facts[i]!, previous, t, flags: 0, mode: 0 });
    r.params.write(encoder, data);
    passes.analyse(encoder, r, { ...uploadFrame(frame, size), renderSize: size }, i > 0);
    r.swap();
  }
  writeParams(data, { displaySize: size, current: facts[1]!, previous: facts[0], t, flags: 0, mode: 0 });
  r.params.write(encoder, data);
  const target = r.output;
  passes.generate(encoder, r, {
    target,
    hudless: false,
    displaySize: size,
    renderSize: size,
    previousRenderSize: size,
  });
  device.queue.submit([encoder.finish()]);
  return () => r.dispose();
});

test('intake keeps colour', async () => {
  const got = await readback(fixture.device, r.color.read);
  const wanted = intakeReference(frames[1]!.color, size, false);
  wanted.forEach((value, i) => expect(got.data[i]).toBeCloseTo(value, 2));
});

test('prepare finds motion of the nearest surface, and what stands still', async () => {
  const got = await surfacesOf(1);
  const { depth, motion } = frames[1]!;
  const wanted = prepareReference({
    size,
    depth,
    motionVectors: motion,
    additive: Float32Array.from(frames[1]!.lit, Number),
    motionScale: [1, 1],
    jitter: [0, 0],
    nearness: facts[1]!.camera.nearness,
    previousNearness: facts[0]!.camera.nearness,
    toPrevious,
    single: false,
  });
  wanted.front.forEach((value, i) => {
    expect(got.front[i]).toBeCloseTo(value, 3);
    expect(got.own[i]).toBeCloseTo(wanted.own[i]!, 3);
    expect(got.motion[i * 2]).toBeCloseTo(wanted.motion[i * 2]!, 3);
    expect(got.still[i]).toBe(wanted.still[i]);
    expect(got.light[i]).toBe(wanted.light[i]);
  });
  expect(new Set(wanted.still).size).toBe(2);
  expect(new Set(wanted.light).size).toBe(2);
});

test('pyramid halves', async () => {
  const levels = r.pyramid.read;
  for (const [l, level] of levels.entries()) {
    const source = l === 0 ? await gridOf(r.color.read, 4) : await gridOf(levels[l - 1]!, 3);
    const wanted = pyramidReference(source, l === 0);
    const got = await gridOf(level, 3);
    expect([got.width, got.height]).toEqual([wanted.width, wanted.height]);
    Array.from(wanted.data).forEach((value, i) => expect(Math.abs(got.data[i]! - value)).toBeLessThan(0.005));
  }
});

describe('flow', () => {
  const stages = async () => {
    const motion = (await surfacesOf(1)).motion;
    const last = r.flows.length - 1;
    return [...r.flows.keys(), -1].map((l) => ({
      level: Math.max(l, 0),
      flow: l < 0 ? r.flow : r.flows[l]!,
      coarser: l < 0 ? r.flows[0]! : r.flows[l + 1],
      stage: l < 0 ? ('repeated' as const) : l === last ? ('coarsest' as const) : ('finer' as const),
      motionAt: (u: number, v: number): [number, number] => {
        const x = Math.min(Math.floor(u * size.width), size.width - 1);
        const y = Math.min(Math.floor(v * size.height), size.height - 1);
        return [motion[2 * (y * size.width + x)]!, motion[2 * (y * size.width + x) + 1]!];
      },
    }));
  };

  test('matches blocks at every level', async () => {
    for (const { level, flow, coarser, stage, motionAt } of await stages()) {
      const none: Grid = { width: 1, height: 1, channels: 3, data: [0, 0, 0] };
      const inputs = {
        before: await gridOf(r.pyramid.write[level]!, 3),
        now: await gridOf(r.pyramid.read[level]!, 3),
        coarser: coarser ? await gridOf(coarser, 3) : none,
        motionAt,
        stage,
      };
      const wanted = flowReference(inputs);
      const got = await gridOf(flow, 3);
      const blocks = Array.from({ length: wanted.width * wanted.height }, (_, i) => i);
      // Hardware filters with eight bits of fraction, so that one of two equal matches may win.
      const alike = share(blocks, (i) => Math.abs(got.data[i * 3 + 2]! - wanted.data[i * 3 + 2]!) < 0.01);
      expect(alike).toBeGreaterThan(0.97);
    }
  });

  test('tells a cut by blocks without a match', async () => {
    const { data } = await gridOf(r.flows[Math.min(1, r.flows.length - 1)]!, 3);
    const wanted = cutReference(Array.from(data).filter((_, i) => i % 3 === 2));
    expect(wanted.isCut).toBe(false);
    const copy = fixture.device.createBuffer({
      size: 16,
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    });
    const encoder = fixture.device.createCommandEncoder();
    encoder.copyBufferToBuffer(r.cut, 0, copy, 0, 16);
    fixture.device.queue.submit([encoder.finish()]);
    await copy.mapAsync(GPUMapMode.READ);
    const view = new DataView(copy.getMappedRange());
    expect(view.getUint32(0, true)).toBe(0);
    expect(view.getFloat32(4, true)).toBeCloseTo(wanted.share, 5);
  });
});

test('scatter brings the nearest surface of both frames to the time between', async () => {
  const wanted = scatterReference(await pairInputs());
  const got = await ownersOnGpu();
  const alike = share(
    got,
    (owner, i) => owner.pixel === wanted[i]!.pixel && owner.previous === wanted[i]!.previous,
  );
  // A position on the border of two texels may round to either.
  expect(alike).toBeGreaterThan(0.97);
  expect(wanted.some((owner) => owner.previous)).toBe(true);
});

test('field leads to both frames and fills holes with what is behind', async () => {
  const inputs = await pairInputs();
  const wanted = fieldReference(inputs, await ownersOnGpu());
  const got = await fieldOnGpu();
  got.forEach((texel, i) => {
    const other = wanted[i]!;
    expect(texel.kind).toBe(other.kind);
    for (const c of [0, 1] as const) {
      expect(texel.toPrevious[c]).toBeCloseTo(other.toPrevious[c], 3);
      expect(texel.toCurrent[c]).toBeCloseTo(other.toCurrent[c], 3);
      expect(texel.nearness[c]).toBeCloseTo(other.nearness[c], 3);
    }
  });
  expect(new Set(wanted.map(({ kind }) => kind)).has(1)).toBe(true);
});

async function blendInputs(): Promise<BlendInputs> {
  const { previous, current } = await pairInputs();
  return {
    field: await fieldOnGpu(),
    fieldSize: size,
    displaySize: size,
    beforeSmall: await gridOf(r.pyramid.write[0]!, 3),
    nowSmall: await gridOf(r.pyramid.read[0]!, 3),
    previous,
    current,
    tolerance,
    before: await gridOf(r.color.write, 4),
    now: await gridOf(r.color.read, 4),
    flow: await gridOf(r.flow, 3),
    t,
    single: false,
    hdr: false,
  };
}

/** Share of pixels whose colour is what `wanted` gives. */
async function agreement(wanted: (x: number, y: number) => number[]): Promise<number> {
  const got = await readback(fixture.device, r.output);
  const pixels = Array.from({ length: size.width * size.height }, (_, i) => i);
  return share(pixels, (i) =>
    wanted(i % size.width, Math.floor(i / size.width)).every(
      (value, c) => Math.abs(got.data[i * 4 + c]! - value) < 0.02,
    ),
  );
}

test('judge tells visibility, difference and edges of each texel', async () => {
  const inputs = await blendInputs();
  const { data } = await readback(fixture.device, r.verdict);
  const texels = Array.from({ length: size.width * size.height }, (_, i) => i);
  const alike = share(texels, (i) => {
    const [u, v] = [((i % size.width) + 0.5) / size.width, (Math.floor(i / size.width) + 0.5) / size.height];
    const { seen, error, edge, atRest } = judgeReference(inputs, [u, v]);
    const wanted = [...seen, Math.sqrt(error), atRest ? 0.2 : Number(edge)];
    return wanted.every((value, c) => Math.abs(data[i * 4 + c]! - value) < 0.02);
  });
  expect(alike).toBeGreaterThan(0.98);
  expect(new Set(texels.map((i) => data[i * 4 + 3])).size).toBe(3);
});

test('blend warps and chooses', async () => {
  const inputs = await blendInputs();
  expect(await agreement((x, y) => blendReference(inputs, x, y))).toBeGreaterThan(0.98);
});

test('blend by a network warps and chooses as its perceptron and parameters say', async () => {
  const [inputs, { gpu, device }] = [await blendInputs(), fixture];
  const wave = (count: number, step: number): number[] =>
    Array.from({ length: count }, (_, i) => Math.fround(0.6 * Math.sin(step * i + 1)));
  const weights = { hidden: wave(192, 0.7), out: wave(72, 1.3), bias: wave(6, 2.1) };
  const parameters = wave(16, 0.9).map((value) => Math.round((0.5 + value / 2) * 255) / 255);
  const tensors = new Map([
    ['chooser.hidden', createTensor([12, 16], weights.hidden)],
    ['chooser.out', createTensor([6, 12], weights.out)],
    ['chooser.bias', createTensor([6], weights.bias)],
  ]);
  const chooser = createChooser(gpu, 'test', tensors);
  const blend = await createPass(gpu, {
    label: 'test/blend-learned',
    code: blendCode,
    libraries: { ...libraries, choice: choiceCode },
    constants: { hdr: 0 },
  });
  const layers = [0, 4, 8, 12].flatMap((first) =>
    Array.from({ length: 160 }, () => parameters.slice(first, first + 4)).flat(),
  );
  const encoder = device.createCommandEncoder();
  const bindings = blendBindings(r, { target: r.output, hudless: false });
  const texture = upload(device, 16, 40, 'rgba8unorm', layers);
  blend.record(encoder, { ...bindings, parameters: texture, chooser: chooser.buffer }, size);
  device.queue.submit([encoder.finish()]);
  const choice = { ...weights, parameters: parameters.map((value) => value * 2 - 1) };
  expect(await agreement((x, y) => blendReference(inputs, x, y, choice))).toBeGreaterThan(0.98);
  expect(await agreement((x, y) => blendReference(inputs, x, y))).toBeLessThan(0.98);
  chooser.dispose();
});
