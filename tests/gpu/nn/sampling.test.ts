// Random numbers against published ones, and draws against sampler.reference.ts and against probabilities.
import { createPass, createPool, type ResourcePool } from '@frameloom/gpu';
import { createSampler, type SamplingParameters } from '@frameloom/nn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { philox } from '../../../packages/nn/src/random/philox.reference.ts';
import philoxCode from '../../../packages/nn/src/random/philox.wgsl?raw';
import { sampleReference } from '../../../packages/nn/src/sampling/sampler.reference.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { createRandom } from './maps.ts';
import { readBuffer } from '../../support/read-buffer.ts';
import { randomRows, submit, uploadNumbers, uploadRows } from './matrices.ts';
import philoxTest from './philox.wgsl?raw';

const fixture = useGpu();
let pool: ResourcePool;
beforeAll(() => {
  pool = createPool(fixture.gpu, 'test');
});
afterAll(() => pool.dispose());

test('Philox gives the known answers of Random123', async () => {
  const { device, gpu } = fixture;
  // kat_vectors, philox4x32 with 10 rounds: counter, key, result.
  const known = [
    [0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    [
      0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x408f276d, 0x41c83b0e,
      0xa20bc7c6, 0x6d5451fd,
    ],
    [
      0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0xd16cfe09, 0x94fdcceb,
      0x5001e420, 0x24126ea1,
    ],
  ] as const;
  const pass = await createPass(gpu, {
    label: 'test/philox',
    code: philoxTest,
    libraries: { philox: philoxCode },
  });
  for (const [a, b, c, d, k, l, ...expected] of known) {
    expect(philox([a, b, c, d], [k, l])).toEqual(expected);
    const words = uploadNumbers(device, pool, Uint32Array.of(a, b, c, d, k, l, 0, 0));
    submit(device, (encoder) => pass.record(encoder, { words }, { width: 1 }));
    expect([...new Uint32Array(await readBuffer(device, words), 0, 4)]).toEqual(expected);
  }
});

const settings: SamplingParameters[] = [
  { temperature: 0 },
  { seed: 2 ** 40 + 5 },
  { temperature: 0.7, topK: 5, seed: 1 },
  { temperature: 1.3, topP: 0.8, seed: 2 },
  { minP: 0.1, seed: 3 },
  { temperature: 0.9, topK: 20, topP: 0.6, minP: 0.01, seed: 4 },
  { temperature: 0, repetitionPenalty: 1.5, presencePenalty: 0.5, frequencyPenalty: 0.7 },
];

test.each([1, 3, 1000, 4099])('draws among %i tokens', async (tokens) => {
  const { device, gpu } = fixture;
  const sampler = await createSampler(gpu, { tokens, precision: 'f32' });
  const rows = randomRows(createRandom(tokens), 2, tokens, 8);
  if (tokens > 3) rows.data[tokens + 2] = Number.NaN;
  const logits = uploadRows(device, pool, rows, 'f32');
  const row = rows.data.subarray(tokens);
  for (const [index, parameters] of settings.entries()) {
    // A ring of 8: positions 6 to 13 lie at 6, 7, 0, 1, …; token 4,000,000 is none.
    const best = sampleReference(row, { temperature: 0 }, 0);
    const history = [best, 1 % tokens, best, 4_000_000];
    const ring = new Uint32Array(8);
    history.forEach((token, i) => (ring[(6 + i) % 8] = token));
    const ids = uploadNumbers(device, pool, ring);
    submit(device, (encoder) =>
      sampler.record(encoder, { ...parameters, logits, ids, position: 10, recent: 4 }),
    );
    const got = new Uint32Array(await readBuffer(device, ids));
    expect(got[2], `settings ${index}`).toBe(sampleReference(row, parameters, 10, history));
    expect([...got.slice(6), ...got.slice(0, 2)], 'the ring is left alone').toEqual(history);
  }
  sampler.dispose();
});

test.each([3, 1000, 4099])('draws among those of %i tokens that are allowed', async (tokens) => {
  const { device, gpu } = fixture;
  const sampler = await createSampler(gpu, { tokens, precision: 'f32' });
  const rows = randomRows(createRandom(tokens), 1, tokens, 8);
  const logits = uploadRows(device, pool, rows, 'f32');
  const ids = uploadNumbers(device, pool, new Uint32Array(settings.length + 1));
  const isAllowed = (token: number): boolean => token % 7 === 2 || token === tokens - 1;
  const mask = new Uint32Array(Math.ceil(tokens / 32));
  for (let token = 0; token < tokens; token++) {
    if (isAllowed(token)) mask[token >>> 5]! |= 1 << (token & 31);
  }
  const allowed = uploadNumbers(device, pool, mask);
  submit(device, (encoder) => {
    for (const [position, parameters] of settings.entries()) {
      sampler.record(encoder, { ...parameters, logits, ids, position, allowed });
    }
  });
  const got = [...new Uint32Array(await readBuffer(device, ids))].slice(0, settings.length);
  const masked = rows.data.map((score, token) => (isAllowed(token) ? score : -1e30));
  expect(got).toEqual(settings.map((parameters, position) => sampleReference(masked, parameters, position)));
  sampler.dispose();
});

test('tokens come up as often as they are likely', async () => {
  const { device, gpu } = fixture;
  const sampler = await createSampler(gpu, { tokens: 6, precision: 'f32' });
  const shares = [0.4, 0.25, 0.2, 0.1, 0.04, 0.01];
  const data = Float32Array.from(shares, (share) => Math.log(share));
  const logits = uploadRows(device, pool, { rows: 1, columns: 6, data }, 'f32');
  const draws = 2000;
  const ids = uploadNumbers(device, pool, new Uint32Array(draws));
  const count = async (parameters: SamplingParameters): Promise<number[]> => {
    for (let start = 0; start < draws; start += 500) {
      submit(device, (encoder) => {
        for (let position = start; position < start + 500; position++) {
          sampler.record(encoder, { ...parameters, logits, ids, position });
        }
      });
    }
    const got = new Uint32Array(await readBuffer(device, ids));
    return shares.map((_, token) => got.filter((id) => id === token).length / draws);
  };
  const near = (got: number[], expected: number[]): void =>
    got.forEach((share, i) => {
      const spread = Math.sqrt((expected[i]! * (1 - expected[i]!)) / draws);
      expect(Math.abs(share - expected[i]!), `${got} for ${expected}`).toBeLessThanOrEqual(4 * spread);
    });
  near(await count({ seed: 11 }), shares);
  near(
    await count({ seed: 12, topP: 0.8 }),
    [0.4, 0.25, 0.2, 0, 0, 0].map((share) => share / 0.85),
  );
  sampler.dispose();
});

test('the largest vocabulary, and what is wrong', async () => {
  const { device, gpu } = fixture;
  const tokens = 262_144;
  const sampler = await createSampler(gpu, { tokens, precision: 'mixed' });
  const rows = randomRows(createRandom(9), 1, tokens, 4);
  rows.data[200_001] = 12;
  rows.data[262_143] = 11.5;
  const logits = uploadRows(device, pool, rows, 'f16');
  const ids = uploadNumbers(device, pool, new Uint32Array(4));
  const call = { logits, ids, topK: 2, topP: 0.99, seed: 5 };
  submit(device, (encoder) => {
    for (let position = 0; position < 4; position++) sampler.record(encoder, { ...call, position });
  });
  const got = [...new Uint32Array(await readBuffer(device, ids))];
  const reference = got.map((_, position) => sampleReference(rows.data, { ...call }, position));
  expect(got).toEqual(reference);
  const encoder = device.createCommandEncoder();
  const record = (more: object) => () => sampler.record(encoder, { ...call, position: 0, ...more });
  expect(record({ topP: 1.5 })).toThrow('nn/sampler: topP must be a number from 0 to 1, got 1.5.');
  expect(record({ seed: -1 })).toThrow('seed');
  expect(record({ recent: 1 })).toThrow('recent');
  expect(record({ row: 1 })).toThrow('row');
  expect(record({ allowed: ids })).toThrow('262144 tokens need 32768');
  sampler.dispose();
});
