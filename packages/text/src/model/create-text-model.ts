import { FrameloomError, show } from '@frameloom/gpu';
import type { Engine } from '../generate/engine.ts';
import { generate, readLogits, requirePrompt } from '../generate/generate.ts';
import { createConstraint } from '../schema/constraint.ts';
import { readOptions, type GenerateAliases, type GenerateOptions } from '../generate/options.ts';
import { measurePerplexity } from '../generate/perplexity.ts';
import { startStream, type TextStream } from '../generate/stream.ts';
import { startSummary } from '../summarise/start.ts';
import { createLife } from './life.ts';
import type { ModelParts } from './parts.ts';
import type { ChatMessage, TextModel } from './text-model.ts';

/** The public face of an engine. */
export function createTextModel(engine: Engine, parts: ModelParts, free: () => void): TextModel {
  const { tokenizer, template, shape } = parts;
  const life = createLife(engine.gpu);

  function start(
    tokens: readonly number[],
    options: GenerateOptions & GenerateAliases,
    ends: ReadonlySet<number>,
  ): TextStream {
    const request = readOptions(options, parts.sampling);
    requirePrompt(tokens, engine, request.overflow);
    const { vocabulary } = shape;
    const constraint =
      request.schema === undefined
        ? undefined
        : createConstraint(request.schema, { tokenizer, vocabulary, ends });
    const job = { engine, tokenizer, prompt: tokens, request, ends, constraint };
    return startStream(life.signal(request.signal), (push, signal) => generate(job, push, signal));
  }

  function tokensOf(prompt: string | readonly number[]): readonly number[] {
    return typeof prompt === 'string' ? tokenizer.encode(prompt) : prompt;
  }

  return {
    shape,
    tokenizer,
    maxContext: engine.maxContext,
    weightBytes: engine.network.weights.bytes,
    canChat: template !== undefined,
    generate(prompt, options = {}) {
      life.require();
      return start(tokensOf(prompt), options, parts.ends);
    },
    chat(messages, options = {}) {
      life.require();
      if (!template) {
        throw new FrameloomError(
          'unsupported',
          'chat: this model has no template for conversations. Use generate(), or a model that was trained to chat.',
        );
      }
      requireMessages(messages);
      // The template writes the tokens that begin a text by itself.
      const tokens = tokenizer.encode(template.render(messages), { special: false });
      return start(tokens, options, new Set([...parts.ends, ...template.ends]));
    },
    summarise(text, options = {}) {
      life.require();
      return startSummary({ engine, parts, signal: life.signal(options.signal) }, text, options);
    },
    logits(prompt, { signal } = {}) {
      life.require();
      return readLogits(engine, tokensOf(prompt), life.signal(signal));
    },
    perplexity(text, { signal } = {}) {
      life.require();
      return measurePerplexity({ engine, tokenizer, text, signal: life.signal(signal) });
    },
    forget: () => engine.sequences.forget(),
    dispose() {
      if (life.end()) free();
    },
  };
}

function requireMessages(messages: readonly ChatMessage[]): void {
  const isMessage = (one: ChatMessage): boolean =>
    typeof one?.role === 'string' && typeof one.content === 'string';
  if (Array.isArray(messages) && messages.length > 0 && messages.every(isMessage)) return;
  throw new FrameloomError(
    'invalid-argument',
    `chat: messages must be a list of { role, content } with texts, got ${show(messages)}.`,
  );
}
