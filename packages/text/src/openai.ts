import type { GenerateAliases, GenerateOptions } from './generate/options.ts';
import type { FinishReason, Generated, TextStream } from './generate/stream.ts';
import type { ChatMessage, TextModel } from './model/text-model.ts';

/** What `chat.completions.create` takes: OpenAI's parameters, and all that {@link TextModel.chat} knows. */
export type ChatCompletionParameters = GenerateOptions &
  GenerateAliases & {
    messages: readonly ChatMessage[];
    /** Comes back in the answer; there is one model. */
    model?: string;
    stream?: boolean;
    stream_options?: { include_usage?: boolean };
  };

/** Counts, by OpenAI's names. */
export type CompletionUsage = { prompt_tokens: number; completion_tokens: number; total_tokens: number };

/** An answer. */
export type ChatCompletion = {
  id: string;
  object: 'chat.completion';
  created: number;
  model: string;
  choices: { index: 0; message: { role: 'assistant'; content: string }; finish_reason: FinishReason }[];
  usage: CompletionUsage;
};

/** A piece of an answer. */
export type ChatCompletionChunk = {
  id: string;
  object: 'chat.completion.chunk';
  created: number;
  model: string;
  choices: {
    index: 0;
    delta: { role?: 'assistant'; content?: string };
    finish_reason: FinishReason | null;
  }[];
  usage?: CompletionUsage;
};

/** An answer in pieces; leaving the loop or `controller.abort()` ends it. */
export type ChatCompletionStream = AsyncIterable<ChatCompletionChunk> & { controller: AbortController };

/** A model behind OpenAI's interface. */
export interface OpenAiFace {
  chat: {
    completions: {
      /** Answers a conversation. Throws as {@link TextModel.chat}. */
      create(
        parameters: ChatCompletionParameters & { stream: true },
        options?: { signal?: AbortSignal },
      ): Promise<ChatCompletionStream>;
      create(
        parameters: ChatCompletionParameters,
        options?: { signal?: AbortSignal },
      ): Promise<ChatCompletion>;
    };
  };
}

let answers = 0;

/**
 * Lets code that was written for OpenAI's client use a model: `openAiFace(model).chat.completions.create({ messages })`.
 *
 * @param name What answers call the model. Default `'frameloom'`.
 */
export function openAiFace(model: TextModel, name: string = 'frameloom'): OpenAiFace {
  async function create(
    parameters: ChatCompletionParameters,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<ChatCompletionStream & ChatCompletion> {
    const { messages, model: asked = name, stream, stream_options: extras, ...options } = parameters;
    const controller = new AbortController();
    const signals = [controller.signal, signal, options.signal].filter((one) => one !== undefined);
    const text = model.chat(messages, { ...options, signal: AbortSignal.any(signals) });
    const head = { id: `chatcmpl-${++answers}`, created: Math.floor(Date.now() / 1000), model: asked };
    const withUsage = extras?.include_usage === true;
    const answer = stream
      ? { controller, [Symbol.asyncIterator]: () => chunksOf(text, head, withUsage) }
      : completionOf(await text.done, head);
    return answer as ChatCompletionStream & ChatCompletion;
  }
  return { chat: { completions: { create } } };
}

type Head = Pick<ChatCompletion, 'id' | 'created' | 'model'>;

function completionOf({ text, finishReason, usage }: Generated, head: Head): ChatCompletion {
  const message = { role: 'assistant', content: text } as const;
  return {
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: finishReason }],
    usage: usageOf(usage),
  };
}

async function* chunksOf(
  text: TextStream,
  head: Head,
  withUsage: boolean,
): AsyncGenerator<ChatCompletionChunk, void, undefined> {
  const chunk = (
    delta: ChatCompletionChunk['choices'][0]['delta'],
    finish_reason: FinishReason | null = null,
  ): ChatCompletionChunk => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason }],
  });
  yield chunk({ role: 'assistant', content: '' });
  for await (const content of text) yield chunk({ content });
  const { finishReason, usage } = await text.done;
  yield chunk({}, finishReason);
  if (withUsage) yield { ...chunk({}), choices: [], usage: usageOf(usage) };
}

function usageOf({ promptTokens, completionTokens, totalTokens }: Generated['usage']): CompletionUsage {
  return { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: totalTokens };
}
