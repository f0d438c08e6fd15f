import type { Engine } from '../generate/engine.ts';
import { generate } from '../generate/generate.ts';
import { readOptions } from '../generate/options.ts';
import { startStream, type TextStream } from '../generate/stream.ts';
import type { ModelParts } from '../model/parts.ts';
import { hint, readSummary, requestFor, summarise, type SummariseOptions } from './summarise.ts';

/** Starts a summary by a model; see `TextModel.summarise`. Throws FrameloomError `invalid-argument`. */
export function startSummary(
  { engine, parts, signal }: { engine: Engine; parts: ModelParts; signal: AbortSignal },
  text: string,
  { maxSentences, ...options }: SummariseOptions,
): TextStream {
  const { tokenizer, template } = parts;
  const { maxContext } = engine;
  const sentences = readSummary(text, maxSentences);
  const request = readOptions({ temperature: 0, ...options }, parts.sampling);
  const ends = new Set([...parts.ends, ...(template?.ends ?? [])]);
  const job = { engine, tokenizer, ends, constraint: undefined, sentences };
  const ask = (part: string): readonly number[] =>
    template
      ? tokenizer.encode(template.render([{ role: 'user', content: requestFor(part, sentences) }]), {
          special: false,
        })
      : tokenizer.encode(part + hint);
  return startStream(signal, (push, ending) => {
    const { maxTokens } = request;
    const summariser = {
      tokenizer,
      maxContext,
      maxTokens,
      ask,
      write: (prompt: readonly number[], most: number, show: (piece: string) => void) =>
        generate({ ...job, prompt, request: { ...request, maxTokens: most } }, show, ending),
    };
    return summarise(summariser, text, push);
  });
}
