import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSha256 } from '../../../packages/gpu/src/files/sha256.ts';
import { createRandom } from './files.ts';

const hashOf = (...parts: Uint8Array[]): string => {
  const hash = createSha256();
  for (const part of parts) hash.update(part);
  return hash.hex();
};
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

// FIPS 180-4, examples, and NIST CAVS SHA256ShortMsg.
test.each([
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
])('the known vectors', (text, digest) => {
  expect(hashOf(bytes(text))).toBe(digest);
});

test('every length around a block, in any pieces, as node:crypto has it', () => {
  const random = createRandom(9);
  for (let length = 0; length < 260; length++) {
    const whole = Uint8Array.from({ length }, () => random(256));
    const [a, b] = [random(length + 1), random(length + 1)].toSorted((x, y) => x - y) as [number, number];
    const wanted = createHash('sha256').update(whole).digest('hex');
    expect(hashOf(whole), `${length}`).toBe(wanted);
    expect(hashOf(whole.subarray(0, a), whole.subarray(a, b), whole.subarray(b)), `${length}`).toBe(wanted);
  }
});

test('a digest in between leaves the rest as it is', () => {
  const hash = createSha256();
  hash.update(bytes('ab'));
  expect(hash.hex()).toBe(hashOf(bytes('ab')));
  hash.update(bytes('c'));
  expect(hash.hex()).toBe(hashOf(bytes('abc')));
});

test('lengths beyond 2^32 bits', () => {
  const piece = new Uint8Array(1 << 24);
  const [ours, theirs] = [createSha256(), createHash('sha256')];
  const start = process.cpuUsage();
  for (let i = 0; i < 33; i++) {
    ours.update(piece);
    theirs.update(piece);
  }
  expect(ours.hex()).toBe(theirs.digest('hex'));
  const seconds = process.cpuUsage(start).user / 1e6;
  console.log(`SHA-256: ${Math.round((33 << 4) / seconds)} MiB/s, ours and node:crypto's together`);
});
