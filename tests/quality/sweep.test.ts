// No scene may end below bilinear, and light stays what it was: scenes of the kinds that broke upscalers in the field.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccumulator } from './engine/accumulator.ts';
import { halton, withJitter } from './engine/jitter.ts';
import { openPlay, renderSizeOf, type Play, type RunSpec } from './engine/play.ts';
import { createScenePass } from './engine/scene-pass.ts';
import { readTexture } from './engine/readback.ts';
import { createNodePlatform } from './host/node-platform.ts';
import { methods } from './methods/index.ts';
import { fieldHeight, fieldScene, type FieldKind, type FieldOptions } from './sequences/field.ts';
import type { SceneSource } from './sequences/types.ts';

type Shot = Float32Array;

const size = { width: 160, height: fieldHeight };
const pixels = size.width * size.height;
const spec: RunSpec = { size, ratio: 2, frames: 48, samples: 32 };
/** The first measured frame: one cycle of the jitter follows. Where things move, every second frame is compared. */
const from = 16;
const isMeasured = (frame: number, moves: boolean): boolean => frame >= from && !(moves && frame % 2 === 1);
const ours = ['analytic', 'standard'] as const;
const zero: FieldOptions = { light: 1, back: 0, speed: 0 };

let platform: Awaited<ReturnType<typeof createNodePlatform>>;
beforeAll(async () => {
  platform = await createNodePlatform();
});
afterAll(() => platform?.device.destroy());

/** RGBA floats of a texture of halves. */
async function read(texture: GPUTexture): Promise<Shot> {
  const bytes = await readTexture(platform.device, texture);
  return Float32Array.from(new Uint16Array(bytes.buffer), toNumber);
}

function toNumber(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  const value = exponent === 0 ? 2 ** -14 * fraction : 2 ** (exponent - 15) * (1 + fraction);
  return bits & 0x8000 ? -value : value;
}

async function shotsOf(
  source: SceneSource,
  moves: boolean,
  name: string,
  run: RunSpec = spec,
): Promise<Shot[]> {
  const method = methods.find((candidate) => candidate.name === name)!;
  const play = await openPlay(platform, source, run);
  const loadPeer = (): Promise<never> => Promise.reject(new Error('no peer'));
  const made = await method.create({ play, spec: run, renderSize: renderSizeOf(run), loadPeer });
  const shots: Shot[] = [];
  for (let i = 0; i < run.frames; i++) {
    const picture = await made.render(play.pose(i));
    if (isMeasured(i, moves)) shots.push(await read(picture));
  }
  made.dispose();
  play.dispose();
  return shots;
}

/** What `take` makes of `samples` jittered pictures of every measured frame; one frame alone where nothing moves. */
async function supersampled(
  source: SceneSource,
  moves: boolean,
  take: (play: Play, sample: GPUTexture, isLast: boolean) => Promise<Shot | undefined>,
): Promise<Shot[]> {
  const play = await openPlay(platform, source, spec);
  const pass = createScenePass(play.stage, size, { mipBias: -1 });
  const shots: Shot[] = [];
  for (let i = 0; i < spec.frames; i++) {
    play.pose(i);
    if (!isMeasured(i, moves) || (i > from && !moves)) continue;
    for (let k = 1; k <= spec.samples; k++) {
      const offset = { x: halton(k, 2) - 0.5, y: halton(k, 3) - 0.5 };
      withJitter(play.built.camera, offset, size, () => pass.render(play.built.scene, play.built.camera));
      const shot = await take(play, play.stage.gpuTexture(pass.target.texture), k === spec.samples);
      if (shot) shots.push(shot);
    }
  }
  pass.dispose();
  play.dispose();
  return shots;
}

async function referenceOf(source: SceneSource, moves: boolean): Promise<Shot[]> {
  const accumulator = createAccumulator(platform.device, size, spec.samples);
  const shots = await supersampled(source, moves, async (_play, sample, isLast) => {
    accumulator.add(sample);
    if (!isLast) return undefined;
    accumulator.resolve();
    return read(accumulator.output);
  });
  accumulator.dispose();
  return shots;
}

/** The display transform of present.wgsl, without rounding. */
function shown(x: number): number {
  const aces = Math.min(1, Math.max(0, (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14)));
  return aces <= 0.0031308 ? 12.92 * aces : 1.055 * aces ** (1 / 2.4) - 0.055;
}

const opaque = (shot: Shot): Float32Array =>
  Float32Array.from({ length: pixels * 3 }, (_, i) => shown(shot[Math.floor(i / 3) * 4 + (i % 3)]!));

/** PSNR in dB over all frames; the last reference stands for those that follow it. */
function quality(shots: Shot[], references: Shot[], show: (shot: Shot) => Float32Array): number {
  let error = 0;
  shots.forEach((shot, i) => {
    const [a, b] = [show(shot), show(references[Math.min(i, references.length - 1)]!)];
    error += a.reduce((sum, v, k) => sum + (v - b[k]!) ** 2, 0) / a.length;
  });
  return -10 * Math.log10(error / shots.length);
}

/** Light above the background, as displays show it: in c / (1 + max(c)), over all frames, as a share of the reference's. */
function light(shots: Shot[], references: Shot[], back: number): number {
  const sum = (shot: Shot): number => {
    let total = 0;
    for (let i = 0; i < pixels * 4; i += 4) {
      const rgb = [shot[i]!, shot[i + 1]!, shot[i + 2]!];
      const peak = 1 + Math.max(...rgb, 0);
      for (const v of rgb) total += v / peak - back / (1 + back);
    }
    return total;
  };
  const all = (list: Shot[]): number => list.reduce((total, shot) => total + sum(shot), 0) / list.length;
  return all(shots) / all(references);
}

describe('no scene below bilinear', () => {
  test.each<[FieldKind, Partial<FieldOptions>]>([
    ['knot', {}],
    ['knot', { speed: 0.5 }],
    ['knot', { speed: 3 }],
    ['knot', { back: 0.01, speed: 3 }],
    ['knot', { light: 1000 }],
    ['points', {}],
    ['points', { light: 100 }],
    ['points', { light: 10_000 }],
    ['points', { back: 0.5, light: 3 }],
    ['points', { speed: 0.7, pan: true }],
    ['points', { speed: 0.7 }],
    ['wires', {}],
    ['wires', { light: 100 }],
    ['wires', { back: 0.5, light: 3 }],
    ['wires', { speed: 0.7, pan: true }],
    ['wires', { speed: 0.7 }],
    ['sprites', {}],
    ['sprites', { speed: 5 }],
    ['sprites', { speed: 15 }],
  ])('%s, %o', async (kind, given) => {
    const options = { ...zero, ...given };
    const source = fieldScene(kind, options);
    const moves = options.speed !== 0;
    const references = await referenceOf(source, moves);
    const least = quality(await shotsOf(source, moves, 'bilinear'), references, opaque);
    for (const name of ours) {
      const decibels = quality(await shotsOf(source, moves, name), references, opaque);
      expect(decibels, `${name} beside ${least.toFixed(2)} dB`).toBeGreaterThan(least);
    }
  });
});

describe('light at rest is that of the reference within 2 %', () => {
  test.each<[FieldKind, Partial<FieldOptions>]>([
    ['knot', {}],
    ['knot', { back: 0.01 }],
    ['knot', { light: 1000 }],
    ['knot', { light: 0.003 }],
    ['wires', {}],
    ['wires', { light: 100 }],
    ['points', {}],
    ['points', { light: 10_000 }],
  ])('%s, %o', async (kind, given) => {
    const options = { ...zero, ...given };
    const source = fieldScene(kind, options);
    const references = await referenceOf(source, false);
    const share = light(await shotsOf(source, false, 'analytic'), references, options.back ?? 0);
    expect(Math.abs(share - 1)).toBeLessThan(0.02);
  });

  test.each(['standard', 'lite'])('points, with %s, nearly', async (name) => {
    const source = fieldScene('points', zero);
    const references = await referenceOf(source, false);
    expect(Math.abs(light(await shotsOf(source, false, name), references, 0) - 1)).toBeLessThan(0.04);
  });
});

describe('a transparent canvas', () => {
  const pages: Record<string, (pixel: number, channel: number) => number> = {
    black: () => 0,
    white: () => 1,
    photograph: (pixel, channel) => {
      const [x, y] = [pixel % size.width, Math.floor(pixel / size.width)];
      const wave = Math.sin(x * 0.13 + channel) * Math.cos(y * 0.09 - channel);
      return 0.5 + 0.2 * wave + 0.25 * Math.sin(x * 0.021 * (channel + 1) + y * 0.03);
    },
  };
  /** As three encodes and a browser composes. */
  const over =
    (page: (pixel: number, channel: number) => number) =>
    (shot: Shot): Float32Array =>
      Float32Array.from({ length: pixels * 3 }, (_, i) => {
        const [pixel, channel] = [Math.floor(i / 3), i % 3];
        const alpha = Math.min(1, Math.max(0, shot[pixel * 4 + 3]!));
        const own = alpha > 0 ? alpha * shown(Math.max(0, shot[pixel * 4 + channel]!) / alpha) : 0;
        return Math.min(1, own + (1 - alpha) * page(pixel, channel));
      });

  test.each([
    { ratio: 2, speed: 0 },
    { ratio: 2, speed: 3 },
    { ratio: 1, speed: 3 },
  ])('over black, white and a photograph, %o', async ({ ratio, speed }) => {
    const source = fieldScene('knot', { light: 1, back: null, speed });
    const moves = speed !== 0;
    const run = { ...spec, ratio };
    const samples: Shot[] = [];
    await supersampled(source, moves, async (_play, sample) => {
      samples.push(await read(sample));
      return undefined;
    });
    const shots = Object.fromEntries(
      await Promise.all(
        ['bilinear', ...ours].map(async (name) => [name, await shotsOf(source, moves, name, run)] as const),
      ),
    );
    for (const [name, page] of Object.entries(pages)) {
      // The page shows the mean of what every sample would look like over it.
      const means: Float32Array[] = [];
      for (let i = 0; i < samples.length; i += spec.samples) {
        const mean = new Float32Array(pixels * 3);
        for (const sample of samples.slice(i, i + spec.samples)) {
          over(page)(sample).forEach((v, k) => (mean[k]! += v / spec.samples));
        }
        means.push(mean);
      }
      const rate = (list: Shot[]): number => {
        let error = 0;
        list.forEach((shot, i) => {
          const mean = means[Math.min(i, means.length - 1)]!;
          error += over(page)(shot).reduce((sum, v, k) => sum + (v - mean[k]!) ** 2, 0) / mean.length;
        });
        return -10 * Math.log10(error / list.length);
      };
      const least = rate(shots['bilinear']!);
      const gain = speed === 0 ? 7 : 0;
      for (const method of ours)
        expect(rate(shots[method]!), `${method} over ${name}`).toBeGreaterThan(least + gain);
    }
  });
});
