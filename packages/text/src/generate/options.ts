import { FrameloomError, show, type BudgetPriority } from '@frameloom/gpu';
import type { SamplingParameters } from '@frameloom/nn';
import type { JsonSchema } from '../schema/json-schema.ts';

/** Options of {@link TextModel.generate}, by OpenAI's names; those of transformers and names in snake_case are known too. */
export type GenerateOptions = SamplingParameters & {
  /** Tokens to make at most. Default 256; `max_new_tokens`, `max_tokens` and `max_completion_tokens` are the same. */
  maxTokens?: number;
  /** Texts that end the output before they would be part of it. Default: none. */
  stop?: string | readonly string[];
  /** How many of the most likely tokens to tell with each token, 0 to 20; costs a readback a token. Default: none. */
  logprobs?: number;
  /** Ends it with `aborted` before its next slice. */
  signal?: AbortSignal;
  /** Default `'interactive'`. */
  priority?: BudgetPriority;
  /**
   * When the context is full: `'stop'` ends with the reason `length`; `'slide'` reads the latest half again and goes on.
   * Default `'stop'`.
   */
  overflow?: 'stop' | 'slide';
  /**
   * Holds the text to a JSON schema: only tokens that lead to a value of it are drawn, and the text ends with it. A text that is
   * cut off by `maxTokens` is not whole; then the reason is `length`. Costs a readback a token. Default: free text.
   */
  schema?: JsonSchema;
  /** Whether to go on behind a token that ends a text. Default false. */
  ignoreEnd?: boolean;
};

/** The same options by the names of OpenAI's and transformers' interfaces in other languages. */
export type GenerateAliases = {
  max_tokens?: number;
  max_new_tokens?: number;
  max_completion_tokens?: number;
  maxNewTokens?: number;
  top_k?: number;
  top_p?: number;
  min_p?: number;
  repetition_penalty?: number;
  presence_penalty?: number;
  frequency_penalty?: number;
  /** False takes the most likely token. */
  do_sample?: boolean;
};

/** Options with their defaults. */
export type Request = {
  sampling: SamplingParameters & { seed: number };
  maxTokens: number;
  stop: readonly string[];
  logprobs: number | undefined;
  signal: AbortSignal | undefined;
  priority: BudgetPriority;
  overflow: 'stop' | 'slide';
  ignoreEnd: boolean;
  schema: JsonSchema | undefined;
};

const names: Readonly<Record<string, string>> = {
  max_tokens: 'maxTokens',
  max_new_tokens: 'maxTokens',
  max_completion_tokens: 'maxTokens',
  maxNewTokens: 'maxTokens',
  top_k: 'topK',
  top_p: 'topP',
  min_p: 'minP',
  repetition_penalty: 'repetitionPenalty',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
};

const samplingNames = [
  'temperature',
  'topK',
  'topP',
  'minP',
  'repetitionPenalty',
  'presencePenalty',
  'frequencyPenalty',
] as const;

const priorities: readonly BudgetPriority[] = ['present', 'predict', 'interactive', 'background'];

/**
 * Options with their defaults, by one name each.
 *
 * @param defaults What the model's files say.
 * @throws FrameloomError `invalid-argument`.
 */
export function readOptions(given: GenerateOptions & GenerateAliases, defaults: SamplingParameters): Request {
  if (typeof given !== 'object' || given === null) fail(`options must be an object, got ${show(given)}.`);
  const options: GenerateOptions = { ...defaults };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (name === 'do_sample') {
      if (value === false) options.temperature = 0;
    } else {
      Object.assign(options, { [names[name] ?? name]: value });
    }
  }
  const {
    maxTokens = 256,
    logprobs,
    priority = 'interactive',
    overflow = 'stop',
    ignoreEnd = false,
    schema,
  } = options;
  requireWhole('maxTokens', maxTokens, 1, 2 ** 24);
  if (logprobs !== undefined) requireWhole('logprobs', logprobs, 0, 20);
  if (!priorities.includes(priority))
    fail(`priority must be one of ${priorities.join(', ')}, got ${show(priority)}.`);
  if (overflow !== 'stop' && overflow !== 'slide')
    fail(`overflow must be 'stop' or 'slide', got ${show(overflow)}.`);
  const { seed = Math.floor(Math.random() * 2 ** 32), stop = [], signal } = options;
  requireWhole('seed', seed, 0, Number.MAX_SAFE_INTEGER - 1);
  return {
    sampling: { ...pickSampling(options), seed },
    maxTokens,
    stop: readStops(stop),
    logprobs,
    signal,
    priority,
    overflow,
    ignoreEnd,
    schema,
  };
}

const limits = { temperature: [0, 100], topP: [0, 1], minP: [0, 1], repetitionPenalty: [0.01, 100] } as const;

function pickSampling(options: GenerateOptions): SamplingParameters {
  const picked: Record<string, number> = {};
  for (const name of samplingNames) {
    const value: unknown = options[name];
    if (value === undefined) continue;
    const [least, most] = (limits as Readonly<Record<string, readonly [number, number]>>)[name] ?? [
      -1e9, 1e9,
    ];
    if (typeof value !== 'number' || !(value >= least && value <= most)) {
      fail(`${name} must be a number from ${least} to ${most}, got ${show(value)}.`);
    }
    picked[name] = value;
  }
  if (options.topK !== undefined) requireWhole('topK', options.topK, 0, 2 ** 24);
  return picked;
}

function readStops(stop: string | readonly string[]): readonly string[] {
  const stops = typeof stop === 'string' ? [stop] : stop;
  if (Array.isArray(stops) && stops.every((one) => typeof one === 'string' && one.length > 0)) return stops;
  return fail(`stop must be a text or a list of texts, got ${show(stop)}.`);
}

function requireWhole(name: string, value: unknown, least: number, most: number): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return;
  fail(`${name} must be a whole number from ${least} to ${most}, got ${show(value)}.`);
}

function fail(fact: string): never {
  throw new FrameloomError('invalid-argument', `generate: ${fact}`);
}
