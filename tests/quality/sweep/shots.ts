// Runs of a method over a small scene, and their references: made once for all tests of a file that ask for them.
import { afterAll, beforeAll } from 'vitest';
import { createAccumulator } from '../engine/accumulator.ts';
import { halfToNumber } from '../engine/half.ts';
import { halton, withJitter } from '../engine/jitter.ts';
import { openPlay, renderSizeOf, type RunSpec } from '../engine/play.ts';
import type { Size } from '../engine/platform.ts';
import { createScenePass } from '../engine/scene-pass.ts';
import { readTexture } from '../engine/readback.ts';
import { createNodePlatform } from '../host/node-platform.ts';
import { methods } from '../methods/index.ts';
import { fieldHeight, fieldScene, type FieldKind, type FieldOptions } from '../sequences/field.ts';

/** RGBA floats of a picture of display size. */
export type Shot = Float32Array;

/** A scene of the sweep: its kind and what differs from a light of 1 that rests on black. */
export type Case = readonly [kind: FieldKind, given: Partial<FieldOptions>];

export const size: Size = { width: 160, height: fieldHeight };
const spec: RunSpec = { size, ratio: 2, frames: 48, samples: 32 };
/** The first measured frame: one cycle of the jitter follows. */
const from = 16;
/** Of moving scenes every second frame is compared. */
const isMeasured = (frame: number, moves: boolean): boolean => frame >= from && !(moves && frame % 2 === 1);

let platform: Awaited<ReturnType<typeof createNodePlatform>>;
const made = new Map<string, Promise<Shot[]>>();
beforeAll(async () => {
  platform = await createNodePlatform();
});
afterAll(() => platform?.device.destroy());

function once(key: readonly unknown[], make: () => Promise<Shot[]>): Promise<Shot[]> {
  const name = JSON.stringify(key);
  if (!made.has(name)) made.set(name, make());
  return made.get(name)!;
}

function open([kind, given]: Case): {
  options: FieldOptions;
  moves: boolean;
  source: ReturnType<typeof fieldScene>;
} {
  const options = { light: 1, back: 0, speed: 0, ...given };
  return { options, moves: options.speed !== 0, source: fieldScene(kind, options) };
}

/** The pictures that a method shows of the measured frames. */
export function shotsOf(scene: Case, name: string, ratio: number = spec.ratio): Promise<Shot[]> {
  return once([scene, name, ratio], async () => {
    const { source, moves } = open(scene);
    const run = { ...spec, ratio };
    const method = methods.find((candidate) => candidate.name === name)!;
    const play = await openPlay(platform, source, run);
    const loadPeer = (): Promise<never> => Promise.reject(new Error('no peer'));
    const runner = await method.create({ play, spec: run, renderSize: renderSizeOf(run), loadPeer });
    const shots: Shot[] = [];
    for (let i = 0; i < run.frames; i++) {
      const picture = await runner.render(play.pose(i));
      if (isMeasured(i, moves)) shots.push(await read(picture));
    }
    runner.dispose();
    play.dispose();
    return shots;
  });
}

/** The mean of all samples of every measured frame; of one frame where nothing moves. */
export function referenceOf(scene: Case): Promise<Shot[]> {
  return once([scene], async () => {
    const accumulator = createAccumulator(platform.device, size, spec.samples);
    const shots: Shot[] = [];
    await eachSample(scene, async (sample, isLast) => {
      accumulator.add(sample);
      if (!isLast) return;
      accumulator.resolve();
      shots.push(await read(accumulator.output));
    });
    accumulator.dispose();
    return shots;
  });
}

/** The samples of every measured frame; of one frame where nothing moves. */
export async function samplesOf(scene: Case): Promise<Shot[][]> {
  const frames: Shot[][] = [];
  let frame: Shot[] = [];
  await eachSample(scene, async (sample, isLast) => {
    frame.push(await read(sample));
    if (!isLast) return;
    frames.push(frame);
    frame = [];
  });
  return frames;
}

async function eachSample(
  scene: Case,
  take: (sample: GPUTexture, isLast: boolean) => Promise<void>,
): Promise<void> {
  const { source, moves } = open(scene);
  const play = await openPlay(platform, source, spec);
  const pass = createScenePass(play.stage, size, { mipBias: -1 });
  for (let i = 0; i < spec.frames; i++) {
    play.pose(i);
    if (!isMeasured(i, moves) || (i > from && !moves)) continue;
    for (let k = 1; k <= spec.samples; k++) {
      const offset = { x: halton(k, 2) - 0.5, y: halton(k, 3) - 0.5 };
      withJitter(play.built.camera, offset, size, () => pass.render(play.built.scene, play.built.camera));
      await take(play.stage.gpuTexture(pass.target.texture), k === spec.samples);
    }
  }
  pass.dispose();
  play.dispose();
}

async function read(texture: GPUTexture): Promise<Shot> {
  const bytes = await readTexture(platform.device, texture);
  const halves = new Uint16Array(bytes.buffer);
  const shot = new Float32Array(halves.length);
  for (let i = 0; i < shot.length; i++) shot[i] = halfToNumber(halves[i]!);
  return shot;
}
