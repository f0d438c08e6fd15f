/** Four words of a counter, two of a key. */
export type PhiloxCounter = readonly [number, number, number, number];
export type PhiloxKey = readonly [number, number];

/** philox.wgsl in plain TypeScript. */
export function philox(counter: PhiloxCounter, key: PhiloxKey): [number, number, number, number] {
  let [a, b, c, d] = counter;
  let [k, l] = key;
  for (let round = 0; round < 10; round++) {
    const [first, second] = [product(0xd2511f53, a), product(0xcd9e8d57, c)];
    [a, b, c, d] = [(second.high ^ b ^ k) >>> 0, second.low, (first.high ^ d ^ l) >>> 0, first.low];
    k = (k + 0x9e3779b9) >>> 0;
    l = (l + 0xbb67ae85) >>> 0;
  }
  return [a, b, c, d];
}

/** A number between 0 and 1, both excluded. */
export function openUniform(word: number): number {
  return ((word >>> 8) + 0.5) / 2 ** 24;
}

function product(a: number, b: number): { high: number; low: number } {
  const exact = BigInt(a) * BigInt(b);
  return { high: Number(exact >> 32n), low: Number(exact & 0xffffffffn) };
}
