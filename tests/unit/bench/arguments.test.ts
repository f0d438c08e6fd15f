import { expect, test } from 'vitest';
import { readArguments } from '../../bench/arguments.ts';
import { readNetworkArguments } from '../../bench/nn/arguments.ts';

test('reads every option', () => {
  expect(readArguments(['upscale'])).toMatchObject({
    size: undefined,
    ratio: 2,
    host: 'node',
    peer: undefined,
  });
  expect(
    readArguments(
      'upscale --size 1920x1080 --ratio 1.5 --frames 30 --peer-upscaler p --json j --in chromium'.split(' '),
    ),
  ).toEqual({
    subject: 'upscale',
    size: { width: 1920, height: 1080 },
    ratio: 1.5,
    frames: 30,
    peer: 'p',
    json: 'j',
    host: 'chromium',
  });
  expect(readArguments(['interpolate'])).toMatchObject({ subject: 'interpolate', ratio: 2 });
  expect(readArguments([])).toBe('help');
  expect(readArguments(['upscale', '--help'])).toBe('help');
});

test.each([
  ['other', 'no benchmark'],
  ['upscale --size 1920', '1920x1080'],
  ['upscale --size 0x5', '1920x1080'],
  ['upscale --ratio 4', 'from 1 to 3'],
  ['upscale --ratio x', 'from 1 to 3'],
  ['upscale --frames 0', 'from 1'],
  ['upscale --in firefox', 'unknown option'],
  ['upscale --sise 3x3', 'unknown option'],
  ['upscale --json', 'needs a value'],
])('refuses %s', (line, message) => {
  expect(() => readArguments(line.split(' '))).toThrow(message);
});

test('reads the options of networks', () => {
  expect(readNetworkArguments([])).toEqual({
    size: { width: 480, height: 270 },
    precisions: ['f16', 'mixed', 'f32'],
    frames: undefined,
    model: undefined,
    operators: 'yes',
    peer: true,
    json: undefined,
  });
  expect(readNetworkArguments('--size 64x32 --precision f32 --frames 9 --model m'.split(' '))).toEqual({
    size: { width: 64, height: 32 },
    precisions: ['f32'],
    frames: 9,
    model: 'm',
    operators: 'no',
    peer: true,
    json: undefined,
  });
  expect(readNetworkArguments('--operators only --peer no --json j'.split(' '))).toMatchObject({
    operators: 'only',
    peer: false,
    json: 'j',
  });
});

test.each(['--size 64', '--precision f8', '--frames 0', '--model', '--other 1'])(
  'networks refuse %s',
  (line) => {
    expect(() => readNetworkArguments(line.split(' '))).toThrow('unknown option');
  },
);
