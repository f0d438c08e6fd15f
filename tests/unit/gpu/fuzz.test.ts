// Valid files with seeded damage: only a FrameloomError may come out, soon, and never a tensor beyond the file.
import { FrameloomError } from '@frameloom/gpu';
import { parseModelConfig, parseSafetensors } from '@frameloom/gpu/files';
import { expect, test } from 'vitest';
import { createRandom, makeFile, writeSafetensors } from './files.ts';

const cases = 6000;
const words =
  '-1 0 1 8 4294967296 9007199254740993 -0 1e999 1.5 null true [] {} "F32" "F16" "I64" "" [0,8] [8,0] [[]] "__proto__" "constructor": \\u0000 "'.split(
    ' ',
  );

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

test('files made to be slow are not', () => {
  const start = process.cpuUsage();
  const hostile = [
    `{"a":${'['.repeat(1_000_000)}`,
    `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`,
    `{${Array.from({ length: 100_000 }, (_, i) => `"${i}":0`).join(',')}}`,
    `{"${'\\\\'.repeat(2_000_000)}":0}`,
    `{"a"${' '.repeat(4_000_000)}:0}`,
  ];
  for (const header of hostile) expect(attempt(() => parseSafetensors(makeFile(header)))).toBe('refused');
  // Processor time, in microseconds: the machine may have other things to do.
  expect(process.cpuUsage(start).user).toBeLessThan(5_000_000);
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
    return 'refused';
  }
}

/** One to three of: a flipped bit, a random byte, a cut, a doubled part, a word of {@link words} written over the text. */
function damage(source: Uint8Array, random: (limit: number) => number): Uint8Array {
  let bytes = [...source];
  for (let n = random(3); n >= 0; n--) {
    const at = random(bytes.length || 1);
    const kind = random(6);
    if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
    else if (kind === 1) bytes[at] = random(256);
    else if (kind === 2) bytes = bytes.slice(0, at);
    else if (kind === 3) bytes.splice(at, 0, ...bytes.slice(at, at + random(40)));
    else bytes.splice(at, random(12), ...new TextEncoder().encode(words[random(words.length)]));
  }
  return Uint8Array.from(bytes);
}
