import { describe, expect, test } from 'vitest';
import { planPath } from '../../../models/upscale/data/camera/plan.ts';
import { families, testFamilies, trainingFamilies } from '../../../models/upscale/data/families/index.ts';
import { decodeDepth, decodeDistance, decodeRgb9e5 } from '../../../models/upscale/data/format/encodings.ts';
import { decodeTensors, encodeTensors } from '../../../models/upscale/data/format/safetensors.ts';
import { decodeSequence } from '../../../models/upscale/data/format/sequence-file.ts';
import { parseArguments, UsageError, type Split } from '../../../models/upscale/data/host/arguments.ts';
import { filesOfSplit } from '../../../models/upscale/data/host/split.ts';
import { planSequences, randomFor } from '../../../models/upscale/data/host/plan.ts';
import { takeProcesses } from '../../../models/upscale/data/host/processes.ts';
import { exposureFor, hasDetail } from '../../../models/upscale/data/render/opening.ts';
import { createInputGrid, cutTiles, quantiseJitter } from '../../../models/upscale/data/render/sizes.ts';

const familiesOf = (split: Split): string[] =>
  (split === 'test' ? testFamilies : trainingFamilies).map(({ name }) => name);
const parse = (...argv: string[]): ReturnType<typeof parseArguments> => parseArguments(argv, familiesOf, '/');

describe('sizes', () => {
  test('every render pixel is a whole number of samples', () => {
    expect(createInputGrid({ width: 264, height: 144 }, 1.5)).toEqual({
      ratio: 1.5,
      renderSize: { width: 176, height: 96 },
      step: 9,
    });
    expect(() => createInputGrid({ width: 256, height: 144 }, 1.5)).toThrow(/1\.5 does not divide 256×144/);
    expect(() => createInputGrid({ width: 264, height: 144 }, 1.7)).toThrow(/1\.7 does not divide/);
  });

  test.each([9, 12, 18])('jitter moves to the nearest of %i texels', (step) => {
    for (let i = 0; i < 200; i++) {
      const wanted = { x: i / 200 - 0.5, y: 0.4999 - i / 200 };
      const { texel, jitter } = quantiseJitter(wanted, step);
      for (const axis of ['x', 'y'] as const) {
        expect(Math.abs(jitter[axis] - wanted[axis])).toBeLessThanOrEqual(0.5 / step + 1e-9);
        // texel i holds the sample at i + 0.5 + jitter
        expect((texel[axis] + 0.5) / step).toBeCloseTo(0.5 + jitter[axis], 12);
        expect(texel[axis]).toBeGreaterThanOrEqual(0);
        expect(texel[axis]).toBeLessThan(step);
      }
    }
  });

  test('tiles cover the frame once', () => {
    const tiles = cutTiles({ width: 100, height: 30 }, 256);
    const covered = new Uint8Array(600 * 180);
    for (const { x, y, width, height } of tiles) {
      expect(width).toBeLessThanOrEqual(256);
      for (let row = y; row < y + height; row++) {
        for (let column = x; column < x + width; column++) covered[row * 600 + column]! += 1;
      }
    }
    expect(covered.every((count) => count === 1)).toBe(true);
    expect(cutTiles({ width: 264, height: 144 }, 8192)).toHaveLength(1);
  });
});

describe('encodings', () => {
  test('shared exponents follow EXT_texture_shared_exponent', () => {
    expect(decodeRgb9e5(0)).toEqual([0, 0, 0]);
    expect(decodeRgb9e5((16 << 27) | 256)).toEqual([1, 0, 0]);
    expect(decodeRgb9e5(0xffffffff)).toEqual([65408, 65408, 65408]);
  });

  test('depth runs from near to far', () => {
    expect(decodeDistance(0, 0.1, 200)).toBeCloseTo(0.1);
    expect(decodeDistance(65534, 0.1, 200)).toBeCloseTo(200);
    expect(decodeDistance(65535, 0.1, 200)).toBe(Number.POSITIVE_INFINITY);
    expect(decodeDepth(0, 0.1, 200)).toBeCloseTo(0);
    expect(decodeDepth(65534, 0.1, 200)).toBeCloseTo(1);
    expect(decodeDepth(65535, 0.1, 200)).toBe(1);
  });

  test('tensors survive a file', () => {
    const tensors = {
      bytes: { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 3) },
      words: { dtype: 'U32', shape: [1, 2], data: new Uint8Array(Uint32Array.of(7, 1e9).buffer) },
    } as const;
    const file = encodeTensors({ tensors, metadata: { format: 'x' } });
    const read = decodeTensors(file);
    expect(read.metadata).toEqual({ format: 'x' });
    expect(read.tensors['words']!.shape).toEqual([1, 2]);
    expect([...read.tensors['words']!.data]).toEqual([...tensors.words.data]);
    expect([...read.tensors['bytes']!.data]).toEqual([1, 2, 3]);
    // Wide elements come first, so that a reader may map them in place.
    expect((read.tensors['words']!.data.byteOffset - file.byteOffset) % 4).toBe(0);
    expect(() => decodeSequence(file)).toThrow(/format is 'x'/);
    expect(() =>
      encodeTensors({ tensors: { a: { dtype: 'F32', shape: [2], data: new Uint8Array(4) } }, metadata: {} }),
    ).toThrow(/'a' holds 4 bytes, its shape asks for 8/);
  });
});

describe('the opening', () => {
  const size = { width: 8, height: 8 };
  const grey = (16 << 27) | (64 * 0x40201);
  const flat = new Uint32Array(64).fill(grey);
  const busy = flat.map((word, i) => (i % 2 === 0 ? word : (15 << 27) | (64 * 0x40201)));

  test('is refused where nothing is to be seen', () => {
    expect(hasDetail(flat, size, 1)).toBe(false);
    expect(hasDetail(busy, size, 1)).toBe(true);
    expect(hasDetail(busy, size, 0.01)).toBe(false);
  });

  test('is exposed towards the brightness wanted', () => {
    expect(decodeRgb9e5(grey)).toEqual([0.25, 0.25, 0.25]);
    expect(exposureFor(flat, 0.25)).toBeCloseTo(1);
    expect(exposureFor(flat, 2)).toBeCloseTo(4);
    expect(exposureFor(new Uint32Array(64), 0.2)).toBe(16);
  });
});

describe('the plan', () => {
  test('takes turns between the families and goes on with the seeds', () => {
    const plan = planSequences({ families: ['a', 'b'], sequences: 5, seed: 10 });
    expect(plan.map(({ family, seed }) => `${family}${seed}`)).toEqual(['a10', 'b10', 'a11', 'b11', 'a12']);
    expect(plan[0]!.file).toBe('a-00010.safetensors');
  });

  test('shards share the work without overlap', () => {
    const options = { families: ['a', 'b', 'c'], sequences: 20, seed: 1 };
    const shards = [0, 1, 2, 3].flatMap((index) => planSequences({ ...options, shard: { index, count: 4 } }));
    const files = (plan: typeof shards): string[] => plan.map(({ file }) => file).toSorted();
    expect(files(shards)).toEqual(files(planSequences(options)));
  });

  test('no two splits, families or purposes draw the same numbers', () => {
    const first = (split: Split, family: string, purpose: string): number =>
      randomFor(split, { family, seed: 1 }, purpose).next();
    const drawn = [
      first('train', 'slabs', 'world'),
      first('validation', 'slabs', 'world'),
      first('test', 'slabs', 'world'),
      first('train', 'wires', 'world'),
      first('train', 'slabs', 'camera'),
    ];
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(first('train', 'slabs', 'world')).toBe(drawn[0]);
  });

  test('families and photographs are held out entirely', () => {
    expect(new Set(families.map(({ name }) => name)).size).toBe(families.length);
    expect(testFamilies.length).toBeGreaterThanOrEqual(2);
    for (const family of testFamilies) expect(trainingFamilies).not.toContain(family);
    const files = Array.from({ length: 12 }, (_, i) => `${i}.hdr`);
    const splits = (['train', 'validation', 'test'] as const).map((split) => filesOfSplit(files, split));
    expect(new Set(splits.flat()).size).toBe(12);
    expect(splits.every((part) => part.length > 0)).toBe(true);
  });
});

describe('camera paths', () => {
  const world = {
    views: [
      { position: [0, 1, 6], target: [0, 1, 0] },
      { position: [6, 1, 0], target: [0, 1, 0] },
    ] as const,
    near: 0.1,
    far: 100,
  };
  const size = { width: 264, height: 144 };
  const paths = Array.from({ length: 150 }, (_, seed) => {
    const random = randomFor('train', { family: 'any', seed }, 'camera');
    return planPath(random, world, 24, size);
  });

  test('are finite, as long as asked for, and begin with a cut', () => {
    for (const { frames } of paths) {
      expect(frames).toHaveLength(24);
      expect(frames[0]!.cut).toBe(true);
      const numbers = frames.flatMap(({ position, target, roll, fov, seconds }) => [
        ...position,
        ...target,
        roll,
        fov,
        seconds,
      ]);
      expect(numbers.every(Number.isFinite)).toBe(true);
      expect(frames.every(({ fov }) => fov >= 8 && fov <= 75)).toBe(true);
    }
  });

  test('hold rests, standstills, cuts and fast strafes', () => {
    const all = paths.map(({ summary }) => summary).join(', ');
    for (const word of [
      'rest',
      'standstill',
      'cut',
      'strafe',
      'walk',
      'spin',
      'orbit',
      'shake',
      'jolt',
      'zoom',
    ]) {
      expect(all).toContain(word);
    }
    const cuts = paths.flatMap(({ frames }) => frames.slice(1)).filter(({ cut }) => cut).length;
    expect(cuts).toBeGreaterThan(10);
  });

  test('are repeatable', () => {
    const again = planPath(randomFor('train', { family: 'any', seed: 3 }, 'camera'), world, 24, size);
    expect(again).toEqual(paths[3]);
  });
});

describe('the command line', () => {
  test('has defaults', () => {
    expect(parse('--out', 'x')).toMatchObject({
      command: 'render',
      out: '/x',
      frames: 24,
      split: 'train',
      size: { width: 264, height: 144 },
      ratios: [1.5, 2, 3],
      families: familiesOf('train'),
    });
    expect(parse('--help')).toBe('help');
  });

  test('is shared between processes', () => {
    expect(takeProcesses(['--out', 'x', '--processes', '7', '--between'])).toEqual({
      count: 7,
      rest: ['--out', 'x', '--between'],
    });
    expect(takeProcesses(['--out', 'x'])).toEqual({ count: 1, rest: ['--out', 'x'] });
    expect(() => takeProcesses(['--processes', '0'])).toThrow(UsageError);
    expect(() => takeProcesses(['--processes', '2', '--shard', '0/2'])).toThrow(/leave --shard/);
  });

  test.each([
    [['--sequences', '4'], /--out is missing/],
    [['--out', 'x', '--size', '256x144'], /does not divide 256×144/],
    [['--out', 'x', '--size', 'big'], /'big' is not WIDTHxHEIGHT/],
    [['--out', 'x', '--ratios', '4'], /'4' is not a number from 1 to 3/],
    [['--out', 'x', '--families', 'lights'], /'lights' is not in the train split/],
    [['--out', 'x', '--split', 'dev'], /'dev' is none of/],
    [['--out', 'x', '--shard', '4/4'], /'4\/4' is not I\/N/],
    [['--out', 'x', '--frames', '2.5'], /not a whole number/],
    [['--out', 'x', '--hdri', 'nowhere'], /nowhere is not a folder/],
    [['--out', 'x', '--models', 'nowhere'], /nowhere is not a folder/],
    [['--out', 'x', '--families', 'models'], /'models' is not in the train split/],
    [['--sheet', 'nowhere', '--out', 'x'], /nowhere is not a folder/],
    [['--nonsense'], /--help lists the options/],
  ])('refuses %j', (argv, message) => {
    expect(() => parse(...argv)).toThrow(message);
    expect(() => parse(...argv)).toThrow(UsageError);
  });
});
