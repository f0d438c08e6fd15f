import type { GenerateAliases, GenerateOptions } from '../generate/options.ts';
import type { TextStream } from '../generate/stream.ts';
import type { SummariseOptions } from '../summarise/summarise.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { TextShape } from './shape.ts';

/** A message of a conversation. */
export type ChatMessage = { role: 'system' | 'user' | 'assistant' | (string & {}); content: string };

/** How well a model predicts a text. */
export type Perplexity = {
  /** Mean negative logarithm of the probability of each token but the first, nats. */
  nllPerToken: number;
  /** The same sum by characters of the text. */
  nllPerChar: number;
  /** e to the power of `nllPerToken`. */
  perplexity: number;
  /** Tokens that were predicted. */
  tokens: number;
};

/** A language model on the GPU. */
export interface TextModel {
  readonly shape: TextShape;
  readonly tokenizer: Tokenizer;
  /** Positions of a text at most, prompt and output. */
  readonly maxContext: number;
  /** Bytes of GPU memory of its weights. */
  readonly weightBytes: number;
  /** Whether its files have a template for conversations. */
  readonly canChat: boolean;
  /**
   * Continues a text. Work starts at once, in slices of the frame budget; several texts at once take turns token by token.
   *
   * @param prompt Text, or tokens. The tokens that another prompt or text began with are not computed again.
   * @throws FrameloomError `invalid-argument`, `disposed`, `device-lost` where the model's device is gone. The stream throws `aborted`,
   * `device-lost`, `out-of-memory`.
   */
  generate(prompt: string | readonly number[], options?: GenerateOptions & GenerateAliases): TextStream;
  /**
   * Answers a conversation by the model's own template.
   *
   * @throws FrameloomError as {@link TextModel.generate}, and `unsupported` for a model without a template.
   */
  chat(messages: readonly ChatMessage[], options?: GenerateOptions & GenerateAliases): TextStream;
  /**
   * Summarises a text in a few sentences: by a request in the model's own template, or where it has none by the words that GPT-2's
   * authors used, so that it is as good as the model. A text that is longer than the context is summarised in parts first. The most
   * likely tokens are taken unless `temperature` says otherwise; `maxTokens` is a quarter of the context at most.
   *
   * @throws FrameloomError as {@link TextModel.generate}.
   */
  summarise(text: string, options?: SummariseOptions): TextStream;
  /**
   * The logits of the token behind a prompt, for samplers of your own.
   *
   * @throws FrameloomError `invalid-argument`, `aborted`, `device-lost`, `out-of-memory`, `disposed`.
   */
  logits(prompt: string | readonly number[], options?: { signal?: AbortSignal }): Promise<Float32Array>;
  /**
   * Measures how well it predicts a text, window by window of the context; each token but those of the first half window is predicted from at least
   * half a context.
   *
   * @throws FrameloomError `invalid-argument`, `aborted`, `device-lost`, `disposed`.
   */
  perplexity(text: string, options?: { signal?: AbortSignal }): Promise<Perplexity>;
  /** Gives back the memory of texts that are done, which is kept for prompts that begin alike. */
  forget(): void;
  /** Ends what it is doing and frees its memory. Safe to call twice. */
  dispose(): void;
}
