import { FrameloomError } from '@frameloom/gpu';
import type { Constraint } from '../schema/constraint.ts';
import { createTokenDecoder } from '../tokenizer/text-decoder.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Engine } from './engine.ts';
import { bestTokens, logSum, type TokenLogprob } from './logprobs.ts';
import { readOptions, type Request } from './options.ts';
import { produce, type TokenSink } from './produce.ts';
import { createSentenceLimit } from '../summarise/sentence-limit.ts';
import { createStopFilter } from './stops.ts';
import type { FinishReason, Generated } from './stream.ts';

/** What a text is made from. */
export type Job = {
  engine: Engine;
  tokenizer: Tokenizer;
  prompt: readonly number[];
  request: Request;
  /** Tokens that end a text. */
  ends: ReadonlySet<number>;
  /** What holds the text to a schema. */
  constraint: Constraint | undefined;
  /** How many it may have. Default: any number, with the blanks around them. */
  sentences?: number;
};

/**
 * Makes a text through the frame budget.
 *
 * @param push Gets pieces of it as they come.
 * @throws FrameloomError `aborted`, `device-lost`, `out-of-memory`, `disposed`.
 */
export async function generate(
  job: Job,
  push: (text: string) => void,
  signal: AbortSignal,
): Promise<Generated> {
  const { engine, prompt, request, constraint } = job;
  const started = performance.now();
  const collector = createCollector(job, push);
  let shared = 0;
  const times = { prefill: 0, first: 0 };
  const sink: TokenSink = {
    begun: (tokens) => void (shared = tokens),
    filled: () => void (times.prefill = performance.now() - started),
    token(token, logits) {
      times.first ||= performance.now() - started;
      return collector.token(token, logits);
    },
  };
  const slices = produce(engine, prompt, request, {
    ...sink,
    ...(constraint && { mask: () => constraint.mask() }),
  });
  await engine.budget.run(request.priority, slices, { signal, label: 'text' });
  const { text, tokens, finishReason, logprobs } = collector.end();
  const decodeMs = performance.now() - started - times.first;
  return {
    text,
    tokens,
    finishReason,
    seed: request.sampling.seed,
    usage: {
      promptTokens: prompt.length,
      completionTokens: tokens.length,
      totalTokens: prompt.length + tokens.length,
      cachedTokens: shared,
    },
    timings: {
      // The page may hear of a token before it hears that the prompt was read.
      prefillMs: Math.min(times.prefill || times.first, times.first),
      firstTokenMs: times.first,
      decodeMs,
      tokensPerSecond: decodeMs > 0 ? (1000 * Math.max(0, tokens.length - 1)) / decodeMs : 0,
    },
    ...(logprobs && { logprobs }),
  };
}

type Collector = Pick<TokenSink, 'token'> & {
  end(): Pick<Generated, 'text' | 'tokens' | 'finishReason' | 'logprobs'>;
};

/** Turns tokens into text up to what ends it. */
function createCollector(
  { tokenizer, prompt, request, ends, constraint, sentences }: Job,
  push: (text: string) => void,
): Collector {
  const decoder = createTokenDecoder(tokenizer, prompt);
  const stops = createStopFilter(request.stop);
  const limit = sentences === undefined ? undefined : createSentenceLimit(sentences);
  const logprobs: TokenLogprob[] | undefined = request.logprobs === undefined ? undefined : [];
  const tokens: number[] = [];
  let text = '';
  let finishReason: FinishReason = 'length';
  /** Whether that was all there may be. */
  const show = (piece: string): boolean => {
    const { text: shown, stopped } =
      limit && piece !== '' ? limit.push(piece) : { text: piece, stopped: false };
    text += shown;
    if (shown !== '') push(shown);
    return stopped;
  };
  return {
    token(token, logits) {
      if (ends.has(token) && !request.ignoreEnd) {
        finishReason = 'stop';
        return true;
      }
      tokens.push(token);
      if (logits) logprobs?.push(describe(tokenizer, token, logits, request.logprobs ?? 0));
      const { text: shown, stopped } = stops.push(decoder.push(token));
      const isFull = show(shown);
      const isWhole = constraint?.push(token) === true;
      const isEnd = stopped || isFull || isWhole;
      if (isEnd) finishReason = 'stop';
      return isEnd;
    },
    end() {
      if (finishReason === 'length' || request.stop.length === 0)
        show(stops.push(decoder.end()).text + stops.end());
      else show(stops.end());
      return { text, tokens, finishReason, ...(logprobs && { logprobs }) };
    },
  };
}

function describe(tokenizer: Tokenizer, token: number, logits: Float32Array, count: number): TokenLogprob {
  const sum = logSum(logits);
  const one = (id: number): { token: number; text: string; logprob: number } => ({
    token: id,
    text: tokenizer.decode([id]),
    logprob: logits[id]! - sum,
  });
  return { ...one(token), top: bestTokens(logits, count).map(one) };
}

/** Logits of the token behind a prompt. */
export async function readLogits(
  engine: Engine,
  prompt: readonly number[],
  signal: AbortSignal,
): Promise<Float32Array> {
  requirePrompt(prompt, engine, 'stop');
  let found: Float32Array | undefined;
  const request = { ...readOptions({ maxTokens: 1, temperature: 0, logprobs: 0 }, {}), signal };
  const slices = produce(engine, prompt, request, {
    begun() {},
    filled() {},
    token: (_, logits) => ((found = logits), true),
  });
  await engine.budget.run(request.priority, slices, { signal, label: 'text' });
  return found!;
}

/** Tokens of a prompt. Throws `invalid-argument` for one that is empty, too long, or of tokens that the model has not. */
export function requirePrompt(
  tokens: readonly number[],
  engine: Engine,
  overflow: Request['overflow'],
): void {
  const { maxContext, network } = engine;
  const fail = (fact: string): never => {
    throw new FrameloomError('invalid-argument', `generate: ${fact}`);
  };
  if (tokens.length === 0)
    fail('the prompt is empty, and this model begins texts with no token of its own. Give some text.');
  const unknown = tokens.find(
    (token) => !(Number.isInteger(token) && token >= 0 && token < network.shape.vocabulary),
  );
  if (unknown !== undefined)
    fail(`token ${unknown} is not one of the ${network.shape.vocabulary} of this model.`);
  if (tokens.length < maxContext) return;
  const advice =
    overflow === 'slide'
      ? 'Also a context that slides begins with a prompt that fits.'
      : 'Shorten it, or load the model with a larger maxContext.';
  fail(`the prompt has ${tokens.length} tokens, the context ${maxContext}. ${advice}`);
}
