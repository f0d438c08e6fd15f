import { beforeAll, describe, expect, test } from 'vitest';
import { planPath } from '../../../models/upscale/data/camera/plan.ts';
import { families } from '../../../models/upscale/data/families/index.ts';
import {
  decodeDepth,
  decodeDistance,
  decodeHalf,
  decodeRgb9e5,
} from '../../../models/upscale/data/format/encodings.ts';
import { randomFor } from '../../../models/upscale/data/host/plan.ts';
import {
  renderSequence,
  type SequenceFrame,
  type SequenceSpec,
} from '../../../models/upscale/data/render/sequence.ts';
import type { World } from '../../../models/upscale/data/families/types.ts';
import type { Path } from '../../../models/upscale/data/camera/types.ts';
import { createNodePlatform } from '../../quality/host/node-platform.ts';
import { recordInputs, type RecordedFrame } from '../../quality/engine/recorder.ts';
import { createPath, createSmallWorld, playPath } from './small-world.ts';

let platform: Awaited<ReturnType<typeof createNodePlatform>>;
beforeAll(async () => {
  platform = await createNodePlatform();
});

const displaySize = { width: 48, height: 30 };

async function render(world: World, path: Path, spec: Partial<SequenceSpec>): Promise<SequenceFrame[]> {
  const frames: SequenceFrame[] = [];
  const full = { displaySize, ratios: [2], jitterStart: 0, ...spec };
  for await (const frame of renderSequence(platform, world, [path], full)) frames.push(frame);
  platform.assertHealthy();
  return frames;
}

const tone = ([r, g, b]: readonly [number, number, number]): [number, number, number] => {
  const scale = 1 / (1 + Math.max(r, g, b));
  return [r * scale, g * scale, b * scale];
};

/** Tone-mapped error of every display pixel, from the mean of all input samples that fell into it. */
function meanErrors(frames: readonly SequenceFrame[], ratio: number): { errors: number[]; fewest: number } {
  const { width, height } = displaySize;
  const sums = Array.from({ length: width * height }, () => [0, 0, 0, 0]);
  const inputWidth = width / ratio;
  for (const { inputs } of frames) {
    const { color, jitter } = inputs[0]!;
    for (const [i, word] of color.entries()) {
      const x = Math.floor(((i % inputWidth) + 0.5 + jitter.x) * ratio);
      const y = Math.floor((Math.floor(i / inputWidth) + 0.5 + jitter.y) * ratio);
      const sum = sums[y * width + x]!;
      for (const [c, value] of tone(decodeRgb9e5(word)).entries()) sum[c]! += value;
      sum[3]! += 1;
    }
  }
  const errors = sums.flatMap((sum, i) => {
    const wanted = tone(decodeRgb9e5(frames[0]!.reference[i]!));
    return wanted.map((value, c) => Math.abs(sum[c]! / sum[3]! - value));
  });
  return { errors, fewest: Math.min(...sums.map((sum) => sum[3]!)) };
}

const still = { seconds: 0.2 };
const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('input and reference', () => {
  test('are the same samples: all offsets of a still frame average to the reference', async () => {
    const step = 9; // 1.5 × 6
    const frames = await render(
      createSmallWorld(),
      createPath(step * step, () => still),
      {
        ratios: [1.5],
        jitterOf: (index) => ({
          x: ((index % step) + 0.5) / step - 0.5,
          y: (Math.floor(index / step) + 0.5) / step - 0.5,
        }),
      },
    );
    const { errors, fewest } = meanErrors(frames, 1.5);
    expect(fewest).toBe(36);
    // Both are rounded to 9 bits; the mean of the inputs' roundings is close to nothing.
    expect(Math.max(...errors)).toBeLessThan(0.002);
  });

  test('agree over one cycle of the product’s jitter', async () => {
    const frames = await render(
      createSmallWorld(),
      createPath(32, () => still),
      {},
    );
    const { errors, fewest } = meanErrors(frames, 2);
    expect(fewest).toBeGreaterThanOrEqual(6);
    expect(rms(errors)).toBeLessThan(0.02);
  });

  test('hold a moving picture together: motion takes the last reference to this one', async () => {
    const path = createPath(4, (index) => ({
      position: [index * 0.06, 0.01 * index, 4 - index * 0.05],
      target: [index * 0.08, 0, 0],
      fov: 40 + index * 0.4,
      roll: index * 0.01,
      seconds: index / 60,
    }));
    const frames = await render(createSmallWorld(), path, { ratios: [1] });
    for (let index = 1; index < frames.length; index++) {
      const { warped, stale } = warpErrors(frames[index]!, frames[index - 1]!);
      expect(rms(warped)).toBeLessThan(0.006);
      expect(rms(warped)).toBeLessThan(rms(stale) / 6);
    }
  });
});

test('an input is what a renderer would have fed to the upscaler', async () => {
  const path = createPath(3, (index) => ({
    position: [index * 0.1, 0.05 * index, 4],
    target: [index * 0.05, 0, 0],
    seconds: index / 60,
  }));
  const ours = await render(createSmallWorld(), path, {});
  const source = { name: 'small', open: async () => playPath(createSmallWorld(), path) };
  const theirs: RecordedFrame[] = [];
  await recordInputs(
    platform,
    source,
    { size: displaySize, ratio: 2, frames: 3, samples: 1 },
    (frame) => void theirs.push(frame),
  );
  for (const [index, frame] of theirs.entries()) {
    const { color, motion, depth, jitter } = ours[index]!.inputs[0]!;
    // Quantised to a twelfth of a render pixel.
    expect(Math.abs(jitter.x - frame.meta.jitter.x)).toBeLessThanOrEqual(1 / 24 + 1e-6);
    expect(Math.abs(jitter.y - frame.meta.jitter.y)).toBeLessThanOrEqual(1 / 24 + 1e-6);
    const colors = new Uint16Array(frame.color.buffer);
    const velocities = new Uint16Array(frame.velocity.buffer);
    const depths = new Float32Array(frame.depth.buffer);
    const errors = { color: [] as number[], motion: [] as number[], depth: [] as number[] };
    for (let i = 0; i < color.length; i++) {
      errors.color.push(Math.abs(decodeRgb9e5(color[i]!)[0] - decodeHalf(colors[4 * i]!)));
      errors.motion.push(Math.abs(decodeHalf(motion[2 * i]!) + 0.5 * decodeHalf(velocities[2 * i]!)));
      errors.motion.push(Math.abs(decodeHalf(motion[2 * i + 1]!) - 0.5 * decodeHalf(velocities[2 * i + 1]!)));
      errors.depth.push(Math.abs(decodeDepth(depth[i]!, 0.1, 50) - depths[i]!));
    }
    // At edges a sample may fall on the other side.
    expect(quantile(errors.color, 0.95)).toBeLessThan(0.01);
    expect(quantile(errors.motion, 0.95)).toBeLessThan(1e-4);
    expect(quantile(errors.depth, 0.95)).toBeLessThan(1e-4);
  }
});

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]!;
}

/** Errors of the last reference moved by the motion vectors, and of it as it was, where nothing was uncovered. */
function warpErrors(now: SequenceFrame, before: SequenceFrame): { warped: number[]; stale: number[] } {
  const { width, height } = displaySize;
  const { motion, depth } = now.inputs[0]!;
  const past = Array.from(before.reference, (word) => tone(decodeRgb9e5(word)));
  const distances = Array.from(depth, (level) => decodeDistance(level, 0.1, 50));
  const pastDistances = Array.from(before.inputs[0]!.depth, (level) => decodeDistance(level, 0.1, 50));
  const warped: number[] = [];
  const stale: number[] = [];
  for (let y = 2; y < height - 2; y++) {
    for (let x = 2; x < width - 2; x++) {
      const i = y * width + x;
      const px = x + decodeHalf(motion[2 * i]!) * width;
      const py = y + decodeHalf(motion[2 * i + 1]!) * height;
      const [x0, y0] = [Math.floor(px), Math.floor(py)];
      if (x0 < 1 || y0 < 1 || x0 > width - 3 || y0 > height - 3) continue;
      const around = [-1, 0, 1, 2].flatMap((v) => [-1, 0, 1, 2].map((u) => (y0 + v) * width + x0 + u));
      const near = [-1, 0, 1].flatMap((v) => [-1, 0, 1].map((u) => i + v * width + u));
      const spread = [...around.map((k) => pastDistances[k]!), ...near.map((k) => distances[k]!)];
      if (Math.max(...spread) / Math.min(...spread) > 1.2) continue;
      const [fx, fy] = [px - x0, py - y0];
      const wanted = tone(decodeRgb9e5(now.reference[i]!));
      for (let c = 0; c < 3; c++) {
        const at = (u: number, v: number): number => past[(y0 + v) * width + x0 + u]![c]!;
        const top = at(0, 0) * (1 - fx) + at(1, 0) * fx;
        const bottom = at(0, 1) * (1 - fx) + at(1, 1) * fx;
        warped.push(top * (1 - fy) + bottom * fy - wanted[c]!);
        stale.push(past[i]![c]! - wanted[c]!);
      }
    }
  }
  return { warped, stale };
}

test('tiles make the same frame as one piece', async () => {
  const path = createPath(2, (index) => ({ seconds: index / 30, fov: 40 + index, roll: 0.1 }));
  const spec = { ratios: [1.5, 2], jitterStart: 5 };
  const whole = await render(createSmallWorld(), path, spec);
  const tiled = await render(createSmallWorld(), path, { ...spec, tileLimit: 100 });
  for (const [index, frame] of tiled.entries()) {
    const expected = whole[index]!;
    // Rasterising in another frame of reference moves edges by a hair: a few texels may differ.
    expect(differing(frame.reference, expected.reference)).toBeLessThan(0.02);
    expect(differing(frame.inputs[1]!.motion, expected.inputs[1]!.motion)).toBeLessThan(0.02);
    expect(differing(frame.inputs[0]!.depth, expected.inputs[0]!.depth)).toBeLessThan(0.02);
  }
});

/** Share of values that differ by more than rounding. */
function differing(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) {
    const isColor = a instanceof Uint32Array;
    const [va, vb] = isColor
      ? [tone(decodeRgb9e5(a[i]!)), tone(decodeRgb9e5(b[i]!))]
      : [[a[i]! / 8192], [b[i]! / 8192]];
    if (va.some((value, c) => Math.abs(value - vb[c]!) > 0.008)) count += 1;
  }
  return count / a.length;
}

describe('families', () => {
  const renderFamily = async (
    name: string,
    size: SequenceSpec['displaySize'],
    count: number,
  ): Promise<SequenceFrame[]> => {
    const family = families.find((candidate) => candidate.name === name)!;
    const sequence = { family: name, seed: 7 };
    const world = family.build(randomFor('train', sequence, 'world'), {
      environment: () => undefined,
      photograph: () => undefined,
    });
    const path = planPath(randomFor('train', sequence, 'camera'), world, count, size);
    return render(world, path, { displaySize: size, ratios: [2] });
  };

  test('are the same every time', { timeout: 180_000 }, async () => {
    const size = { width: 24, height: 24 };
    const first = await renderFamily('glass-particles', size, 3);
    const second = await renderFamily('glass-particles', size, 3);
    expect(second).toEqual(first);
  });

  test.each(families.map(({ name }) => name))(
    '%s shows something, and nothing broken',
    { timeout: 180_000 },
    async (name) => {
      const [frame] = await renderFamily(name, { width: 24, height: 24 }, 1);
      const shades = new Set(frame!.reference);
      expect(shades.size).toBeGreaterThan(10);
      const motion = Array.from(frame!.inputs[0]!.motion, decodeHalf);
      expect(motion.every((value) => Math.abs(value) < 1e-3)).toBe(true);
    },
  );
});
