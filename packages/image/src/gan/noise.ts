import { failValue, requireWhole } from '../fail.ts';
import type { Gan, GanEnd } from './gan.ts';

/** What the network reads of noise and words. */
export type GanInput = { z: Float32Array; words: Float32Array; seed: number };

type GanFacts = Pick<Gan, 'noise' | 'classes'>;

/** @throws FrameloomError `invalid-argument`. */
export function readEnd(where: string, end: GanEnd, { noise, classes }: GanFacts): GanInput {
  const { z, truncation = Infinity, classLabel = '', seed = Math.floor(Math.random() * 2 ** 32) } = end;
  requireWhole(where, 'seed', seed, 0, Number.MAX_SAFE_INTEGER);
  if (!(truncation > 0)) failValue(where, 'truncation', truncation, 'a number above 0');
  if (z && (z.length !== noise || !Array.from(z).every(Number.isFinite)))
    failValue(where, 'z', z, `${noise} finite numbers`);
  const words = readWords(where, classLabel, classes);
  if (z) return { z: Float32Array.from(z), words, seed: 0 };
  return { z: drawNoise(seed, noise, truncation), words, seed };
}

/** Ones at the places of the words. */
function readWords(where: string, text: unknown, classes: GanFacts['classes']): Float32Array {
  const all = classes.flat();
  const given = typeof text === 'string' ? text.toLowerCase().split(/\s+/).filter(Boolean) : undefined;
  const isFine =
    given?.every((word) => all.includes(word)) &&
    classes.every((list) => list.filter((word) => given.includes(word)).length <= 1);
  if (!given || !isFine) {
    const lists = classes.map((list) => list.join(', ')).join('; ');
    failValue(where, 'classLabel', text, `words out of these, of each list at most one: ${lists}`);
  }
  return Float32Array.from(all, (word) => Number(given.includes(word)));
}

/** Standard normal numbers of a seed (Box and Muller), those beyond `most` drawn again. */
export function drawNoise(seed: number, count: number, most: number): Float32Array {
  const random = createRandom(seed);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    do {
      const radius = Math.sqrt(-2 * Math.log(random()));
      values[i] = radius * Math.cos(2 * Math.PI * random());
    } while (Math.abs(values[i]!) > most);
  }
  return values;
}

/** Numbers between 0 and 1, both excluded: `lowbias32` by C. Wellons (public domain) of a counter, begun at the seed. */
function createRandom(seed: number): () => number {
  const hash = (value: number): number => {
    let n = value >>> 0;
    n = Math.imul(n ^ (n >>> 16), 0x7feb352d);
    n = Math.imul(n ^ (n >>> 15), 0x846ca68b);
    return (n ^ (n >>> 16)) >>> 0;
  };
  const start = hash(seed >>> 0) ^ hash(Math.floor(seed / 2 ** 32) + 0x9e3779b9);
  let count = 0;
  return () => (hash(start + Math.imul(++count, 0x9e3779b9)) + 0.5) / 2 ** 32;
}

/** Between two ends: noise along the great circle through both, its length and the words linearly. */
export function between(from: GanInput, to: GanInput, amount: number): GanInput {
  const mix = (a: Float32Array, b: Float32Array, x: number, y: number): Float32Array =>
    a.map((value, i) => x * value + y * b[i]!);
  const dot = (a: Float32Array, b: Float32Array): number =>
    a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const [first, last] = [from, to].map(({ z }) => Math.sqrt(dot(z, z))) as [number, number];
  const angle = Math.acos(Math.min(1, Math.max(-1, dot(from.z, to.z) / (first * last || 1))));
  const sine = Math.sin(angle);
  const words = mix(from.words, to.words, 1 - amount, amount);
  if (sine < 1e-4) return { words, z: mix(from.z, to.z, 1 - amount, amount), seed: from.seed };
  const length = (1 - amount) * first + amount * last;
  const shares = [(1 - amount) * angle, amount * angle].map((part) => (Math.sin(part) / sine) * length);
  return {
    words,
    z: mix(from.z, to.z, shares[0]! / first, shares[1]! / last),
    seed: amount < 1 ? from.seed : to.seed,
  };
}
