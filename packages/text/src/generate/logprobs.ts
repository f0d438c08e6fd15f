import { halfToFloat } from '@frameloom/gpu/files';

/** How likely a token was, and what else could have been. */
export type TokenLogprob = {
  token: number;
  text: string;
  /** Natural logarithm of its probability at temperature 1. */
  logprob: number;
  /** The most likely tokens, best first. */
  top: readonly { token: number; text: string; logprob: number }[];
};

/** Logits as floats, of the words that a matrix row consists of. */
export function logitsFrom(words: Uint32Array, tokens: number, format: 'f16' | 'f32'): Float32Array {
  if (format === 'f32') return new Float32Array(words.buffer, words.byteOffset, tokens);
  const halves = new Uint16Array(words.buffer, words.byteOffset, tokens);
  return Float32Array.from(halves, halfToFloat);
}

/** What the logarithm of a sum of exponentials is: a token's logarithm of its probability is its logit less this. */
export function logSum(logits: Float32Array): number {
  let most = -Infinity;
  for (const value of logits) if (value > most) most = value;
  let sum = 0;
  for (const value of logits) sum += Math.exp(value - most);
  return most + Math.log(sum);
}

/** The best `count` tokens. */
export function bestTokens(logits: Float32Array, count: number): number[] {
  const best: number[] = [];
  for (let token = 0; token < logits.length; token++) {
    const value = logits[token]!;
    if (best.length === count && !(value > logits[best.at(-1)!]!)) continue;
    let at = best.length;
    while (at > 0 && value > logits[best[at - 1]!]!) at--;
    best.splice(at, 0, token);
    if (best.length > count) best.pop();
  }
  return best;
}
