import type { Tokenizer } from '@frameloom/text';

/** A token that could be next. */
export type Ranked = {
  text: string;
  /** Its probability. */ share: number;
  /** Whether the text has it. */ isChosen: boolean;
};

/** The most likely tokens, best first, and last the one that the text has if it is not among them. */
export function rankTokens(
  logits: Float32Array,
  temperature: number,
  tokenizer: Tokenizer,
  chosen: string,
  count: number,
): Ranked[] {
  const most = logits.reduce((a, b) => Math.max(a, b));
  const shares = logits.map((value) => Math.exp((value - most) / temperature));
  const sum = shares.reduce((a, b) => a + b);
  const order = [...shares.keys()].toSorted((a, b) => shares[b]! - shares[a]!);
  const describe = (token: number): Ranked => {
    const text = tokenizer.decode([token]);
    return { text, share: shares[token]! / sum, isChosen: text === chosen };
  };
  // Special tokens have no text to go on from.
  const ranked = order
    .slice(0, count + 2)
    .map(describe)
    .filter(({ text }) => text !== '')
    .slice(0, count);
  if (ranked.some(({ isChosen }) => isChosen)) return ranked;
  const own = order.find((token) => tokenizer.decode([token]) === chosen);
  return own === undefined ? ranked : [...ranked, describe(own)];
}
