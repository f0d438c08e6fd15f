// Valid files with seeded damage: only a FrameloomError may come out, soon, and never a tensor beyond the file.
import { FrameloomError } from '@frameloom/gpu';
import { parseModelConfig, parseSafetensors } from '@frameloom/gpu/files';
import { expect, test } from 'vitest';
import { parseJson } from '../../../packages/gpu/src/files/json.ts';
import { damage } from './damage.ts';
import { createRandom, makeFile, writeSafetensors } from './files.ts';

const cases = 10_000;
const config = {
  format: 'frameloom-model',
  version: 1,
  name: 'fuzz',
  task: 'upscale',
  architecture: { layers: [{ name: 'a', op: 'conv2d' }] },
  weights: { file: 'fuzz.safetensors', bytes: 8, sha256: '0'.repeat(64) },
  license: 'MIT',
};

test(`${cases} damaged weight files`, () => {
  const random = createRandom(3);
  const seeds = [
    writeSafetensors({ a: { shape: [2, 2], data: [1, 2, 3, 4] }, b: { shape: [1], data: [5] } }),
    writeSafetensors({ x: { shape: [], data: [1] } }),
    makeFile(
      { __metadata__: { k: 'v' }, h: { dtype: 'F16', shape: [3], data_offsets: [0, 6] } },
      new Uint8Array(6),
    ),
  ];
  const outcome = { read: 0, refused: 0 };
  for (let i = 0; i < cases; i++) {
    const file = damage(seeds[i % seeds.length]!, random);
    outcome[attempt(() => requireInside(file))]++;
  }
  // Damage to the data alone is not seen here, so some files pass; most must not.
  expect(outcome.read).toBeGreaterThan(0);
  expect(outcome.refused).toBeGreaterThan(cases / 2);
});

test(`${cases} damaged model.json`, () => {
  const random = createRandom(5);
  const seed = new TextEncoder().encode(JSON.stringify(config));
  const outcome = { read: 0, refused: 0 };
  for (let i = 0; i < cases; i++) {
    const bytes = damage(seed, random);
    outcome[
      attempt(() => {
        const { weights, version } = parseModelConfig(bytes);
        expect(version).toBe(1);
        expect(weights.file).not.toMatch(/\.\.|:|\\|^\//);
        expect(weights.bytes).toBeGreaterThan(0);
      })
    ]++;
  }
  expect(outcome.refused).toBeGreaterThan(cases / 2);
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
});

test.each<[string, () => string]>([
  ['lists a million deep', () => `{"a":${'['.repeat(1_000_000)}`],
  ['objects 200,000 deep', () => `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`],
  ['30 MB of nested objects', () => `{"a":{${'"b":{},'.repeat(4_000_000)}"c":1}}`],
  ['15 MB of small lists', () => `{"a":[${'[],'.repeat(5_000_000)}1]}`],
  ['15 MB of numbers', () => `{"a":[${'1,'.repeat(7_500_000)}1]}`],
  [
    '100,000 entries that are none',
    () => `{${Array.from({ length: 100_000 }, (_, i) => `"${i}":0`).join(',')}}`,
  ],
  ['a name of four million escapes', () => `{"${'\\\\'.repeat(2_000_000)}":0}`],
  ['four million spaces', () => `{"a"${' '.repeat(4_000_000)}:0}`],
  ['a string that does not end', () => `{"a":"${'\\"'.repeat(4_000_000)}`],
  ['a long number', () => `{"a":${'1'.repeat(8_000_000)}}`],
  ['a long value', () => `{"t":{"dtype":"${'x'.repeat(8_000_000)}","shape":[1],"data_offsets":[0,4]}}`],
])('%s: refused soon, in few words', (_, make) => {
  const file = makeFile(make());
  const config = new TextEncoder().encode(make());
  const start = process.cpuUsage();
  expect(attempt(() => parseSafetensors(file))).toBe('refused');
  expect(attempt(() => parseModelConfig(config))).toBe('refused');
  // Processor time, in microseconds: the machine may have other things to do.
  expect(process.cpuUsage(start).user).toBeLessThan(2_000_000);
});

test('what JSON.parse takes and what it refuses, this parser does too', () => {
  const random = createRandom(11);
  const limits = { bytes: 1 << 20, depth: 64, values: 10_000 };
  const seed =
    '{"a":[1,-2.5e+3,0,"x\\n\\u00e9 \\\\ \\"",true,false,null],"b":{"c":[[],{}]},"é":"\ud83d\ude00"} ';
  const outcome = { same: 0, refused: 0 };
  for (let i = 0; i < cases; i++) {
    const text = Buffer.from(damage(new TextEncoder().encode(seed), random)).toString('utf8');
    let wanted: unknown;
    try {
      wanted = JSON.parse(text);
    } catch {
      wanted = undefined;
    }
    let got: unknown;
    try {
      got = parseJson('x', text, limits);
      outcome.same++;
    } catch (error) {
      expect(error).toBeInstanceOf(FrameloomError);
      const { message } = error as Error;
      expect(message.length).toBeLessThanOrEqual(400);
      outcome.refused++;
      // Stricter in these points only.
      if (/twice|not allowed|must hold a JSON object/.test(message)) continue;
    }
    expect(got, text).toEqual(wanted);
  }
  expect(outcome.same).toBeGreaterThan(cases / 50);
  expect(outcome.refused).toBeGreaterThan(cases / 4);
});

function requireInside(file: Uint8Array): void {
  const { tensors } = parseSafetensors(file);
  let sum = 0;
  for (const { data, shape } of tensors.values()) {
    sum += data.byteLength;
    expect(shape.reduce((product, size) => product * size, 1)).toBe(data.length);
  }
  expect(sum).toBeLessThanOrEqual(file.length);
}

function attempt(work: () => void): 'read' | 'refused' {
  try {
    work();
    return 'read';
  } catch (error) {
    if (!(error instanceof FrameloomError)) throw error;
    expect(error.code).toBe('load-failed');
    expect(error.message.length).toBeLessThanOrEqual(400);
    return 'refused';
  }
}
