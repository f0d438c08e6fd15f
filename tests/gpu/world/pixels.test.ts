// A level of pixels whose network is written by hand: each class becomes the next one, and the memory adds up the actions.
import {
  createTensor,
  type JsonObject,
  type Model,
  type ModelConfig,
  type Tensor,
  type Tensors,
} from '@frameloom/nn';
import { createLevelPainter } from '@frameloom/world';
import { expect, test } from 'vitest';
import { readFiles } from '../../../packages/world/src/engine/kinds.ts';
import { createLevel } from '../../../packages/world/src/level/create-level.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { readPicture } from './pictures.ts';

const fixture = useGpu();

const [width, height, classes, levels] = [6, 5, 4, 9];
const [memoryWidth, memoryHeight] = [3, 3];
const pixels = width * height;
const palette = [
  [0, 0, 0],
  [255, 0, 0],
  [0, 255, 0],
  [10, 20, 30],
];

const conv = (name: string, input: readonly string[]) => ({
  name,
  op: 'conv2d',
  input,
  channels: 4,
  kernel: 1,
});
const network = {
  inputs: [
    { name: 'now', channels: 1, values: 'u8' },
    { name: 'before', channels: 1, values: 'u8' },
    { name: 'memory', channels: 4, level: 1 },
    { name: 'action', channels: 1, level: 1, values: 'u8' },
  ],
  layers: [
    { name: 'see', op: 'lookup', input: ['now'], channels: 4, classes },
    { name: 'recall', op: 'lookup', input: ['before'], channels: 4, classes },
    { name: 'will', op: 'lookup', input: ['action'], channels: 4, classes: 2 },
    conv('scores', ['see', 'recall']),
    { name: 'next', op: 'arg-max', input: ['scores'], values: 'u8' },
    conv('sum', ['memory', 'will']),
    { name: 'kept', op: 'round-levels', input: ['sum'], levels },
  ],
  outputs: ['kept', 'next'],
};

const bytes = (shape: readonly number[], value: (i: number) => number): Tensor => ({
  dtype: 'U8',
  shape: [...shape],
  data: Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i)),
});

/** Rows of a matrix where only some numbers are not 0. */
const matrix = (rows: number, columns: number, value: (row: number, column: number) => number): number[] =>
  Array.from({ length: rows * columns }, (_, i) => value(Math.floor(i / columns), i % columns));

const identity = (rows: number): Tensor =>
  createTensor(
    [rows, 4],
    matrix(rows, 4, (row, column) => Number(row === column)),
  );

const start = (i: number): number => i % classes;

function makeTensors(): Map<string, Tensor> {
  return new Map([
    ['network.see.weight', identity(classes)],
    ['network.recall.weight', identity(classes)],
    // An action adds a level to the first channel, action 1 another to the second.
    ['network.will.weight', createTensor([2, 4], [1, 0, 0, 0, 1, 1, 0, 0])],
    // The class after this one; the one before counts less.
    [
      'network.scores.weight',
      createTensor(
        [4, 8, 1, 1],
        matrix(4, 8, (row, column) =>
          column < 4 ? Number((column + 1) % 4 === row) : column - 4 === row ? 0.4 : 0,
        ),
      ),
    ],
    [
      'network.sum.weight',
      createTensor(
        [4, 8, 1, 1],
        matrix(4, 8, (row, column) => (column === row ? 1 : column - 4 === row ? 2 / (levels - 1) : 0)),
      ),
    ],
    ['start.now', bytes([2, height, width], start)],
    ['start.before', bytes([2, height, width], () => 0)],
    ['start.memory', bytes([2, 4, memoryHeight, memoryWidth], (i) => i % 4)],
  ]);
}

const config = (more: JsonObject = {}): ModelConfig =>
  ({
    name: 'Counting',
    task: 'level',
    metrics: {},
    architecture: {
      kind: 'pixels',
      frame: [width, height],
      fps: 30,
      actions: [
        { name: 'stay', keys: [] },
        { name: 'go', keys: ['ArrowUp'] },
      ],
      palette,
      memory: { channels: 4, levels, level: 1 },
      network,
      starts: [{ name: 'a' }, { name: 'b' }],
      ...more,
    },
  }) as unknown as ModelConfig;

/** Classes of the picture, and levels of a channel of the memory, of a state. */
function readState(words: Uint32Array<ArrayBuffer>): {
  step: number;
  now: number[];
  before: number[];
  channel(c: number): number[];
} {
  const all = [...new Uint8Array(words.buffer)];
  const picture = Math.ceil(pixels / 4) * 4;
  const memory = all.slice(8 + 2 * picture);
  return {
    step: words[0]!,
    now: all.slice(8, 8 + pixels),
    before: all.slice(8 + picture, 8 + picture + pixels),
    channel: (c) => memory.filter((_, i) => i % 4 === c),
  };
}

test.each(['f32', 'mixed'] as const)('steps, snapshots and pictures in %s', async (precision) => {
  const level = await createLevel(fixture.gpu, await readFiles(config(), makeTensors(), 'level'), {
    precision,
    label: 'level',
  });
  const first = (c: number): number[] => Array.from({ length: 9 }, (_, i) => (9 * c + i) % 4);
  const begun = readState(await level.readState());
  expect([0, 1, 2, 3].map(begun.channel)).toEqual([0, 1, 2, 3].map(first));
  for (const action of [0, 1, 1]) level.step(action);
  const after = readState(await level.readState());
  expect(after.step).toBe(3);
  expect(after.now).toEqual(begun.now.map((value) => (value + 3) % classes));
  expect(after.before).toEqual(begun.now.map((value) => (value + 2) % classes));
  expect(after.channel(0)).toEqual(first(0).map((value) => value + 3));
  expect(after.channel(1)).toEqual(first(1).map((value) => value + 2));
  const shown = [...(await readPicture(fixture.device, level.output))];
  expect(shown).toEqual(after.now.flatMap((value) => [...palette[value]!, 255]));

  const kept = level.snapshot();
  for (let i = 0; i < 9; i++) level.step('go');
  const later = readState(await level.readState());
  // The highest level is the last.
  expect(later.channel(0).every((value) => value === levels - 1)).toBe(true);
  // Four channels side by side, two in a row: yellow where a level is high.
  const memory = await readPicture(fixture.device, level.drawMemory());
  expect(level.drawMemory().width).toBe(2 * memoryWidth);
  expect([memory[0], memory[2]]).toEqual([255, 115]);
  const third = 4 * (memoryHeight * 2 * memoryWidth);
  expect(memory[third]! / 255).toBeCloseTo(0.1 + (0.9 * first(2)[0]!) / (levels - 1), 2);
  level.restore(kept);
  expect(readState(await level.readState())).toMatchObject({ step: 3, now: after.now, before: after.before });
  level.restore(await kept.read());
  level.step('stay');
  expect(readState(await level.readState()).channel(0)).toEqual(first(0).map((value) => value + 4));
  level.reset({ start: 1 });
  expect(readState(await level.readState()).now).toEqual(
    Array.from({ length: pixels }, (_, i) => start(pixels + i)),
  );
  expect(level.bytes).toBeLessThan(
    (await readFiles(config(), makeTensors(), 'level')).estimateMemory(precision),
  );
  kept.dispose();
  level.dispose();
});

/** A painter: a colour for each class and sub-pixel, and a quarter of the last picture; its classes are in another order. */
const scale = 2;
const planes = 3 * scale * scale;
const paintOf = (number: number, plane: number): number => (8 * number + plane) / 64;
const painter = (more: JsonObject = {}): Model => ({
  config: {
    name: 'Painter',
    task: 'paint-level',
    architecture: {
      frame: [width, height],
      scale,
      palette: palette.toReversed(),
      network: {
        inputs: [
          { name: 'now', channels: 1, values: 'u8' },
          { name: 'past', channels: planes },
        ],
        layers: [
          { name: 'base', op: 'lookup', input: ['now'], channels: planes, classes },
          { name: 'sum', op: 'conv2d', input: ['base', 'past'], channels: planes, kernel: 1 },
          { name: 'picture', op: 'round-levels', input: ['sum'], levels: 256, range: 'unit' },
        ],
        outputs: ['picture'],
      },
      ...more,
    },
  } as unknown as ModelConfig,
  tensors: new Map([
    [
      'base.weight',
      createTensor(
        [classes, planes],
        matrix(classes, planes, (row, plane) => paintOf(classes - 1 - row, plane)),
      ),
    ],
    [
      'sum.weight',
      createTensor(
        [planes, 2 * planes, 1, 1],
        matrix(planes, 2 * planes, (row, column) =>
          column === row ? 1 : column - planes === row ? 0.25 : 0,
        ),
      ),
    ],
  ]),
});

test.each(['f32', 'mixed'] as const)(
  'a painter of %s reads classes and its own last picture',
  async (precision) => {
    const level = await createLevel(fixture.gpu, await readFiles(config(), makeTensors(), 'level'), {
      precision,
      label: 'level',
    });
    const made = await createLevelPainter(fixture.gpu, level, painter(), { precision });
    expect([made.width, made.height]).toEqual([scale * width, scale * height]);
    let past = Array.from({ length: planes * pixels }, () => 0);
    const expected = (now: readonly number[]): number[] => {
      past = now.flatMap((number, pixel) =>
        Array.from({ length: planes }, (_, plane) =>
          Math.round(
            255 * Math.min(1, paintOf(number, plane) + 0.25 * (past[pixel * planes + plane]! / 255)),
          ),
        ),
      );
      return Array.from({ length: 4 * scale * scale * pixels }, (_, i) => {
        const [x, y] = [(i >> 2) % (scale * width), Math.floor((i >> 2) / (scale * width))];
        const pixel = Math.floor(y / scale) * width + Math.floor(x / scale);
        const part = (y % scale) * scale + (x % scale);
        return i % 4 === 3 ? 255 : past[pixel * planes + (i % 4) * scale * scale + part]!;
      });
    };
    const worst = async (now: readonly number[]): Promise<number> => {
      const wanted = expected(now);
      const got = await readPicture(fixture.device, made.output);
      return Math.max(...got.map((value, i) => Math.abs(value - wanted[i]!)));
    };
    for (let i = 0; i < 3; i++) {
      const encoder = fixture.device.createCommandEncoder();
      level.record(encoder, 0);
      made.record(encoder);
      fixture.device.queue.submit([encoder.finish()]);
      expect(await worst(readState(await level.readState()).now), `step ${i}`).toBeLessThanOrEqual(1);
    }
    // After a reset nothing of the last picture is left.
    level.reset();
    past.fill(0);
    made.paint();
    expect(await worst(readState(await level.readState()).now)).toBeLessThanOrEqual(1);
    const refuse = (more: JsonObject, text: RegExp): Promise<void> =>
      expect(createLevelPainter(fixture.gpu, level, painter(more))).rejects.toThrow(text);
    await refuse({ frame: [7, 5] }, /frame must be the level's, 6×5, got "7×5"/);
    await refuse(
      {
        palette: [
          [0, 0, 0],
          [1, 1, 1],
        ],
      },
      /palette must be one with the level's colour 255,0,0/,
    );
    await refuse({ scale: 3 }, /network must be a network with the maps .*past: 27 at level 0/);
    made.dispose();
    expect(() => made.paint()).toThrow(/used after dispose/);
    level.dispose();
  },
);

test('files that do not fit each other are refused', async () => {
  const refuse = async (more: JsonObject, tensors: Tensors, text: RegExp): Promise<void> => {
    await expect(readFiles(config(more), tensors, 'level')).rejects.toThrow(text);
  };
  const without = (name: string, value?: Tensor): Tensors => {
    const tensors = makeTensors();
    tensors.delete(name);
    if (value) tensors.set(name, value);
    return tensors;
  };
  await refuse({}, without('start.now'), /tensor start.now must be U8 \[2, 5, 6\], got none/);
  await refuse(
    {},
    without(
      'start.now',
      bytes([2, height, width], () => 4),
    ),
    /start 0: a class must be from 0 to 3, got 4/,
  );
  await refuse(
    {},
    without(
      'start.memory',
      bytes([2, 4, 3, 3], () => 9),
    ),
    /a level of the memory must be from 0 to 8, got 9/,
  );
  await refuse(
    { memory: { channels: 4, levels, level: 2 } },
    makeTensors(),
    /network must be a network with the maps .*level 2.* got .*level 1/,
  );
  await refuse(
    { memory: { channels: 6, levels, level: 1 } },
    makeTensors(),
    /memory.channels must be a multiple of 4/,
  );
  await refuse({ palette: [[0, 0, 0]] }, makeTensors(), /palette must be a list of 2 to 256/);
});
