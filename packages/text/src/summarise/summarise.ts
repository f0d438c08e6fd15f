import { FrameloomError, show } from '@frameloom/gpu';
import type { GenerateAliases, GenerateOptions } from '../generate/options.ts';
import type { Generated } from '../generate/stream.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { sentencesOf } from './sentences.ts';

/** Options of `TextModel.summarise`: those of `generate`, and how long it may be. */
export type SummariseOptions = Omit<
  GenerateOptions & GenerateAliases,
  'schema' | 'ignoreEnd' | 'overflow'
> & {
  /** Sentences at most. Default 3. */
  maxSentences?: number;
};

/** What a summary is made with. */
export type Summariser = {
  tokenizer: Tokenizer;
  /** Positions of a text at most. */
  maxContext: number;
  /** Tokens of a summary at most. */
  maxTokens: number;
  /** The tokens that ask for a summary of a text. */
  ask(text: string): readonly number[];
  /** Writes behind such tokens, at most this many; pieces go to `push`. */
  write(prompt: readonly number[], maxTokens: number, push: (piece: string) => void): Promise<Generated>;
};

/** The number of sentences. Throws `invalid-argument`. */
export function readSummary(text: unknown, maxSentences: unknown = 3): number {
  const fail = (fact: string): never => {
    throw new FrameloomError('invalid-argument', `summarise: ${fact}`);
  };
  if (typeof text !== 'string' || text.trim() === '')
    fail(`there must be text to summarise, got ${show(text)}.`);
  const isWhole = typeof maxSentences === 'number' && Number.isInteger(maxSentences);
  if (isWhole && maxSentences >= 1 && maxSentences <= 1000) return maxSentences;
  return fail(`maxSentences must be a whole number from 1 to 1000, got ${show(maxSentences)}.`);
}

/** What asks for a summary of at most so many sentences: of a model that converses. */
export function requestFor(text: string, sentences: number): string {
  const length = sentences === 1 ? 'one sentence' : `at most ${sentences} sentences`;
  return `Summarise the following text in ${length}. Answer with nothing but the summary.\n\n${text}`;
}

/** What asks any other model (Radford et al. 2019, Language models are unsupervised multitask learners, 3.6). */
export const hint = '\n\nTL;DR:';

/**
 * Summarises a text. One that is longer than the context is summarised in parts first, then what came of these.
 *
 * @throws FrameloomError as `generate`; `invalid-argument` where the context has no room.
 */
export async function summarise(
  summariser: Summariser,
  text: string,
  push: (piece: string) => void,
): Promise<Generated> {
  const { ask, write, maxContext } = summariser;
  const maxTokens = Math.min(summariser.maxTokens, Math.floor(maxContext / 4));
  // So short that all parts of a text together become half of it at most, however sentences fall.
  const partTokens = Math.min(maxTokens, Math.floor(maxContext / 8));
  const started = performance.now();
  let rest = text.trim();
  const before: Generated[] = [];
  for (;;) {
    const prompt = ask(rest);
    if (prompt.length + maxTokens <= maxContext) {
      const last = await write(prompt, maxTokens, push);
      return together([...before, last], started);
    }
    const shorter: string[] = [];
    const room = roomOf(summariser, partTokens);
    for (const part of partsOf(summariser.tokenizer, rest, room)) {
      const one = await write(ask(part).slice(0, maxContext - partTokens), partTokens, () => {});
      before.push(one);
      shorter.push(one.text);
    }
    rest = shorter.join('\n');
  }
}

/** Tokens of a part of a text. */
function roomOf({ maxContext, ask }: Summariser, partTokens: number): number {
  // What is put together anew may have a few tokens more.
  const room = maxContext - partTokens - ask('').length - 8;
  if (room >= maxContext / 2) return room;
  throw new FrameloomError(
    'invalid-argument',
    `summarise: a context of ${maxContext} tokens has no room for a long text. Load the model with a larger maxContext.`,
  );
}

/** Sentences in groups of at most so many tokens; one that is longer by itself is cut. */
function partsOf(tokenizer: Tokenizer, text: string, room: number): string[] {
  const parts: string[] = [];
  let filled = Infinity;
  for (const sentence of sentencesOf(text)) {
    const tokens = tokenizer.encode(sentence, { special: false });
    if (filled + tokens.length <= room) {
      parts[parts.length - 1] += sentence;
      filled += tokens.length;
      continue;
    }
    for (let at = 0; at < tokens.length; at += room)
      parts.push(tokenizer.decode(tokens.slice(at, at + room)));
    filled = tokens.length % room || room;
  }
  return parts;
}

/** The last text, with all that it took. */
function together(all: readonly Generated[], started: number): Generated {
  const last = all.at(-1)!;
  const sum = (of: (one: Generated) => number): number => all.reduce((total, one) => total + of(one), 0);
  const promptTokens = sum(({ usage }) => usage.promptTokens);
  const completionTokens = sum(({ usage }) => usage.completionTokens);
  const cachedTokens = sum(({ usage }) => usage.cachedTokens);
  const { timings } = last;
  // What came before the last text belongs to the wait for its first token.
  const earlier = performance.now() - started - timings.firstTokenMs - timings.decodeMs;
  return {
    ...last,
    usage: { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens, cachedTokens },
    timings: {
      ...timings,
      prefillMs: timings.prefillMs + earlier,
      firstTokenMs: timings.firstTokenMs + earlier,
    },
  };
}
