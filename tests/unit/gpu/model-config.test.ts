import { parseModelConfig } from '@frameloom/gpu/files';
import { expect, test } from 'vitest';
import { errorOf } from './files.ts';

const config = {
  format: 'frameloom-model',
  version: 1,
  name: 'upscale-standard',
  task: 'upscale',
  architecture: { layers: [] },
  weights: { file: 'weights/standard.safetensors', bytes: 1200, sha256: 'AB'.repeat(32) },
  metrics: { psnr: 31.5 },
  license: 'MIT',
  training: { command: 'python train.py' },
};

test('a valid file is read, from text and from bytes', () => {
  const json = JSON.stringify({ ...config, extra: [1] });
  const wanted = { ...config, weights: { ...config.weights, sha256: 'ab'.repeat(32) } };
  expect(parseModelConfig(json)).toEqual(wanted);
  expect(parseModelConfig(new TextEncoder().encode(json))).toEqual(wanted);
  const { metrics: _, training: __, ...least } = config;
  expect(parseModelConfig(JSON.stringify(least))).toMatchObject({ metrics: {}, training: {} });
});

test.each<[string, Record<string, unknown>, RegExp]>([
  ['another format', { format: 'other' }, /format must be "frameloom-model", got "other"/],
  ['a newer version', { version: 2 }, /version 2 is newer than 1.*Update Frameloom/],
  ['an impossible version', { version: '1' }, /version must be 1, got "1"/],
  ['version 0', { version: 0 }, /version must be 1/],
  ['no name', { name: '' }, /name must be text/],
  ['no task', { task: undefined }, /task must be text/],
  ['no licence', { license: 7 }, /license must be text, got 7/],
  ['an architecture that is a list', { architecture: [] }, /architecture must be an object/],
  ['no weights', { weights: undefined }, /weights must be an object/],
  ['metrics in words', { metrics: 'good' }, /metrics must be an object/],
  ...[
    '../secret',
    '/etc/passwd',
    'https://elsewhere/w',
    '//elsewhere/w',
    'a\\b',
    '',
    'a//b',
    '.hidden',
    'a/../b',
    'w?x',
  ].map((file): [string, Record<string, unknown>, RegExp] => [
    `weights at ${JSON.stringify(file)}`,
    { weights: { ...config.weights, file } },
    /weights\.file must be a path below/,
  ]),
  ...[0, -1, 1.5, 2 ** 53, '1200', null].map((bytes): [string, Record<string, unknown>, RegExp] => [
    `weights of ${bytes} bytes`,
    { weights: { ...config.weights, bytes } },
    /weights\.bytes must be a whole number/,
  ]),
  ['a short hash', { weights: { ...config.weights, sha256: 'ab' } }, /weights\.sha256 must be 64/],
  ['a hash that is none', { weights: { ...config.weights, sha256: 'x'.repeat(64) } }, /weights\.sha256/],
])('%s is refused', async (_, change, message) => {
  const json = JSON.stringify({ ...config, ...change });
  const error = await errorOf(() => parseModelConfig(json, 'm/model.json'), 'load-failed');
  expect(error.message).toMatch(message);
  expect(error.message).toMatch(/^m\/model\.json: /);
});

test.each([
  ['text that is not JSON', '{', /not JSON/],
  ['a list', '[]', /must hold a JSON object, got \[\]/],
  ['null', 'null', /must hold a JSON object, got null/],
  ['a field twice', '{"format":"frameloom-model","format":"x"}', /"format" twice/],
  ['__proto__', '{"architecture":{"__proto__":{"polluted":true}}}', /"__proto__", which is not allowed/],
])('%s is refused', async (_, json, message) => {
  const error = await errorOf(() => parseModelConfig(json), 'load-failed');
  expect(error.message).toMatch(message);
  expect('polluted' in {}).toBe(false);
});

test('bytes that are not UTF-8 are refused, and what is no file is refused as an argument', async () => {
  await errorOf(() => parseModelConfig(Uint8Array.of(0x7b, 0xff, 0x7d)), 'load-failed');
  await errorOf(() => parseModelConfig({} as unknown as string), 'invalid-argument');
});
