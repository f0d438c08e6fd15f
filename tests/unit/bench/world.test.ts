import { createTensor } from '@frameloom/nn';
import { describe, expect, test } from 'vitest';
import { readWorldArguments } from '../../bench/world/arguments.ts';
import { formatWorldReport } from '../../bench/world/print.ts';
import { toOnnx } from '../../support/onnx.ts';
import { encodeMessage } from '../../support/protobuf.ts';

describe('arguments', () => {
  test('are read', () => {
    expect(readWorldArguments(['--steps', '9', '--size', '64x36', '--peer', 'no'])).toEqual({
      steps: 9,
      size: { width: 64, height: 36 },
      peer: false,
      json: undefined,
    });
  });
  test('are refused where they make no sense', () => {
    expect(() => readWorldArguments(['--steps', '0'])).toThrow(/unknown option --steps 0/);
    expect(() => readWorldArguments(['--size', 'big'])).toThrow(/--size big/);
  });
});

test('protobuf: numbers, text and messages within each other', () => {
  // The examples of protobuf's own description of its wire format.
  expect([...encodeMessage([[1, { int: 150 }]])]).toEqual([0x08, 0x96, 0x01]);
  expect([...encodeMessage([[2, { text: 'testing' }]])]).toEqual([
    0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67,
  ]);
  expect([...encodeMessage([[3, { message: [[1, { int: 150 }]] }]])]).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
  expect([
    ...encodeMessage([
      [1, undefined],
      [2, { float: 1 }],
    ]),
  ]).toEqual([0x15, 0, 0, 0x80, 0x3f]);
});

test('onnx: refuses what no level has', () => {
  const architecture = {
    inputs: [{ name: 'x', channels: 4 }],
    layers: [{ name: 'a', op: 'conv2d', input: ['x'], channels: 4, kernel: 1, stride: 2 }],
    outputs: ['a'],
  } as const;
  const tensors = new Map([['a.weight', createTensor([4, 4, 1, 1], new Float32Array(16))]]);
  const part = { name: 'net', architecture, tensors, width: 2, height: 2 };
  expect(() => toOnnx([part], 'float32')).toThrow(/net\/a enlarges, joins or strides/);
});

test('the report tells ratios, shares, and what a step adds', () => {
  const text = formatWorldReport({
    adapter: 'one',
    tier: 'standard',
    gflopPerStep: 0.01,
    peak: { f32: 100e9, f16: undefined },
    step: { precision: 'mixed', ms: 2, passes: { a: 1, b: 0.5 } },
    networks: [
      { name: 'frameloom mixed', ms: 1, worstError: undefined },
      { name: 'onnxruntime-web', ms: 4, worstError: 1e-6 },
    ],
    beside: { size: { width: 320, height: 180 }, frame: 10, step: 2, both: 13 },
  });
  expect(text).toContain('0.0100 GFLOP in 2.00 ms (mixed), 5.00 % of the peak');
  expect(text).toMatch(/onnxruntime-web +4\.00 +2\.50 +4\.00 +1\.0e-6/);
  expect(text).toContain('adds 30.00 % to the frame');
  expect(text).toContain('both fit into 16.7 ms: yes');
});
