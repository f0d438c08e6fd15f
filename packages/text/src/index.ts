export { loadTextModel, type LoadTextModelOptions, type ShippedTextModel } from './load/load-text-model.ts';
export type { ChatMessage, Perplexity, TextModel } from './model/text-model.ts';
export type { RopeShape, TextFamily, TextShape } from './model/shape.ts';
export type { Tokenizer } from './tokenizer/tokenizer.ts';
export type { GenerateAliases, GenerateOptions } from './generate/options.ts';
export type { SummariseOptions } from './summarise/summarise.ts';
export type { JsonSchema } from './schema/json-schema.ts';
export type { FinishReason, Generated, TextStream, Timings, Usage } from './generate/stream.ts';
export type { TokenLogprob } from './generate/logprobs.ts';
export { bleu, type Bleu, type BleuOptions } from './metrics/bleu.ts';
export { rouge, type Rouge, type RougeOptions, type RougeScore } from './metrics/rouge.ts';
export {
  openAiFace,
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatCompletionParameters,
  type ChatCompletionStream,
  type CompletionUsage,
  type OpenAiFace,
} from './openai.ts';
