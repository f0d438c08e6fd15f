import { expect, test } from 'vitest';
import {
  estimateMemory,
  getJitterOffset,
  getJitterPhaseCount,
  getMipBias,
  getRatio,
  getRenderSize,
  getRequirements,
  qualityRatios,
} from '@frameloom/upscale';
import { getNearness } from '@frameloom/gpu/frame';

const full = { width: 1920, height: 1080 };

test('render sizes of every quality', () => {
  const sizes = Object.keys(qualityRatios).map((quality) => {
    const { width, height } = getRenderSize(full, quality as keyof typeof qualityRatios);
    return [quality, getRatio(quality as keyof typeof qualityRatios), width, height];
  });
  expect(sizes).toEqual([
    ['nativeAA', 1, 1920, 1080],
    ['ultraQuality', 1.3, 1477, 831],
    ['quality', 1.5, 1280, 720],
    ['balanced', 1.7, 1129, 635],
    ['performance', 2, 960, 540],
    ['ultraPerformance', 3, 640, 360],
  ]);
});

test('render sizes are rounded and never empty', () => {
  expect(getRenderSize({ width: 5, height: 3 }, 2)).toEqual({ width: 3, height: 2 });
  expect(getRenderSize({ width: 1, height: 1 }, 3)).toEqual({ width: 1, height: 1 });
});

test.each([
  [1920, 1920, 8],
  [1280, 1920, 18],
  [960, 1920, 32],
  [640, 1920, 72],
  [1129, 1920, 24],
])('jitter from %i to %i pixels has %i phases', (render, display, phases) => {
  expect(getJitterPhaseCount(render, display)).toBe(phases);
});

test('jitter is Halton(2, 3) less a half', () => {
  const expected = [
    [0, -1 / 6],
    [-1 / 4, 1 / 6],
    [1 / 4, -7 / 18],
    [-3 / 8, -1 / 18],
    [1 / 8, 5 / 18],
  ];
  expected.forEach(([x, y], index) => {
    expect(getJitterOffset(index, 8).x).toBeCloseTo(x!, 12);
    expect(getJitterOffset(index, 8).y).toBeCloseTo(y!, 12);
  });
});

test.each([8, 18, 32, 72])(
  '%i phases repeat, differ, stay within half a pixel and centre on it',
  (phases) => {
    const offsets = Array.from({ length: phases }, (_, i) => getJitterOffset(i, phases));
    expect(getJitterOffset(phases + 3, phases)).toEqual(offsets[3]);
    expect(getJitterOffset(-1, phases)).toEqual(offsets[phases - 1]);
    expect(new Set(offsets.map(({ x, y }) => `${x} ${y}`)).size).toBe(phases);
    for (const axis of ['x', 'y'] as const) {
      const values = offsets.map((offset) => offset[axis]);
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(0.5);
      expect(Math.abs(values.reduce((a, b) => a + b) / phases)).toBeLessThan(1 / phases);
    }
  },
);

test('mip bias', () => {
  expect(getMipBias(1920, 1920)).toBe(-1);
  expect(getMipBias(960, 1920)).toBe(-2);
  expect(getMipBias(640, 1920)).toBeCloseTo(-2.585, 3);
});

test.each([
  ['normal', 0.5, 100],
  ['reversed', 0.5, 100],
  ['normal', 0.1, Number.POSITIVE_INFINITY],
  ['reversed', 0.1, Number.POSITIVE_INFINITY],
] as const)('nearness of %s depth, near %f, far %f is near / z', (depth, near, far) => {
  const { offset, slope } = getNearness({ cameraNear: near, cameraFar: far }, depth, false);
  for (const z of [near, 3 * near, 40 * near, Math.min(far, 1e6)]) {
    const normal = (1 - near / z) / (1 - near / far);
    const stored = depth === 'reversed' ? 1 - normal : normal;
    expect(offset + slope * stored).toBeCloseTo(near / z, 9);
  }
});

test.each(['normal', 'reversed'] as const)('nearness of orthographic %s depth falls evenly', (depth) => {
  const { offset, slope } = getNearness({ cameraNear: -5, cameraFar: 15 }, depth, true);
  for (const share of [0, 0.25, 1]) {
    expect(offset + slope * (depth === 'reversed' ? 1 - share : share)).toBeCloseTo(1 - share, 12);
  }
});

test('memory grows with every size and with alpha', () => {
  const half = estimateMemory({ displaySize: full }, 'performance');
  expect(half).toBe(estimateMemory({ displaySize: full }, 2));
  expect(half).toBe(estimateMemory({ displaySize: full }, { width: 960, height: 540 }));
  expect(half).toBe(estimateMemory({ displaySize: full, maxRenderSize: { width: 960, height: 540 } }));
  expect(estimateMemory({ displaySize: full })).toBe(estimateMemory({ displaySize: full }, 'nativeAA'));
  expect(estimateMemory({ displaySize: full })).toBeGreaterThan(half);
  // A second state of eight bytes instead of four, twice.
  expect(estimateMemory({ displaySize: full, alpha: true }, 2) - half).toBe(1920 * 1080 * 4);
  // The goal for 960×540 → 1920×1080 into the caller's texture.
  expect(estimateMemory({ displaySize: full, ownOutput: false }, 2)).toBeLessThan(61e6);
  expect(half / 1e6).toBeLessThan(90);
  const withNetwork = { displaySize: full, ownOutput: false, model: 'standard' } as const;
  expect(estimateMemory(withNetwork, 2)).toBeLessThan(75e6);
  expect(estimateMemory({ ...withNetwork, halves: false }, 2)).toBeLessThan(75e6);
  expect(() => estimateMemory({ displaySize: full, model: 'heavy' as never })).toThrow(
    /upscale: model is heavy/,
  );
});

test('requirements', () => {
  expect(getRequirements()).toMatchObject({
    required: ['color', 'depth', 'motionVectors'],
    optional: ['exposure', 'reactive', 'opaqueColor'],
    features: [],
  });
  expect(getRequirements('spatial')).toMatchObject({ required: ['color'], optional: [] });
});

const wrongSizes = [
  undefined,
  null,
  3,
  {},
  { width: 0, height: 4 },
  { width: 4, height: -1 },
  { width: 4.5, height: 4 },
  { width: Number.NaN, height: 4 },
  { width: '4', height: 4 },
];

test.each(wrongSizes)('%o is no display size', (size) => {
  const message = /^upscale: displaySize is .+\. Give whole numbers of pixels/;
  for (const call of [
    () => getRenderSize(size as never, 2),
    () => estimateMemory({ displaySize: size as never }),
  ]) {
    expect(call).toThrow(
      expect.objectContaining({ code: 'invalid-size', message: expect.stringMatching(message) }),
    );
  }
});

test.each(['fast', '', 0.99, 3.01, Number.NaN, Number.POSITIVE_INFINITY, null, undefined, {}])(
  '%o is no quality',
  (quality) => {
    expect(() => getRenderSize(full, quality as never)).toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringMatching(
          /^upscale: quality is .*\. Use one of nativeAA, .*, or a ratio from 1 to 3\.$/,
        ),
      }),
    );
  },
);

test('quality names of Object itself are no qualities', () => {
  expect(() => getRatio('constructor' as never)).toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  );
});

test.each([
  [0, 10],
  [10, 0],
  [-1, 10],
  [Number.NaN, 10],
  [10, Number.POSITIVE_INFINITY],
])('%d → %d pixels has no jitter and no bias', (render, display) => {
  const wrong = expect.objectContaining({
    code: 'invalid-size',
    message: expect.stringMatching(/^upscale: .* for .* → .* pixels\. Give positive widths\.$/),
  });
  expect(() => getJitterPhaseCount(render, display)).toThrow(wrong);
  expect(() => getMipBias(render, display)).toThrow(wrong);
});

test.each([
  [0.5, 8],
  [1, 0],
  [1, 8.5],
  [Number.NaN, 8],
  [1, undefined],
])('jitter %d of %d is refused', (index, phases) => {
  expect(() => getJitterOffset(index, phases as never)).toThrow(
    expect.objectContaining({
      code: 'invalid-argument',
      message: expect.stringMatching(/Give a whole index and a phase count of 1 or more\.$/),
    }),
  );
});
