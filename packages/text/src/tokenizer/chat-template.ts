import { FrameloomError } from '@frameloom/gpu';
import type { ChatMessage } from '../model/text-model.ts';
import type { Tokenizer } from './tokenizer.ts';

/** How a model wants a conversation written. */
export interface ChatTemplate {
  /** The text whose continuation is the answer. Throws `invalid-argument` where the template refuses the messages. */
  render(messages: readonly ChatMessage[]): string;
  /** Tokens that end an answer. */
  readonly ends: readonly number[];
}

/** How well-known models end an answer, where their files don't say so. */
const endings = ['<|im_end|>', '<|eot_id|>', '<end_of_turn>', '<|end|>', '</s>'];

/** Numbers that `range()` may give while a template is rendered; the library has no limit. */
const mostNumbers = 100_000;
/** `range` with a limit in place of the library's, which cannot be given by that name. Nothing is written, no line is taken away. */
const limits = "{% set range = limited_range %}{{ '' }}";

/** Python's `range` for one rendering. */
function createRange(): (start: number, stop?: number, step?: number) => number[] {
  let left = mostNumbers;
  return (first, last, step = 1) => {
    const [start, stop] = typeof last === 'number' ? [first, last] : [0, first];
    const count = Math.max(0, Math.ceil((stop - start) / step));
    if (!Number.isInteger(step) || step === 0 || !(count <= left))
      throw new Error(`range() of ${count} numbers, ${mostNumbers} are allowed in all`);
    left -= count;
    return Array.from({ length: count }, (_, i) => start + i * step);
  };
}

/**
 * Makes a template from the text of a model's `chat_template`.
 *
 * @param texts Of tokens that templates name, such as `bos_token`.
 * @throws FrameloomError `load-failed` for a template that can't be read.
 */
export async function createChatTemplate(
  where: string,
  template: string,
  { tokenizer, texts }: { tokenizer: Tokenizer; texts: Readonly<Record<string, string>> },
): Promise<ChatTemplate> {
  const { Template } = await import('@huggingface/jinja');
  const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
  let compiled: InstanceType<typeof Template>;
  try {
    compiled = new Template(limits + template);
  } catch (cause) {
    throw new FrameloomError(
      'load-failed',
      `${where}: its chat template can't be read: ${reasonOf(cause)}.`,
      { cause },
    );
  }
  const ends = endings.map((text) => tokenizer.idOf(text)).filter((id) => id !== undefined);
  return {
    ends,
    render(messages) {
      try {
        const values = { ...texts, messages: [...messages], add_generation_prompt: true };
        return compiled.render({ ...values, limited_range: createRange() });
      } catch (cause) {
        throw new FrameloomError(
          'invalid-argument',
          `chat: the model's template refuses these messages: ${reasonOf(cause)}.`,
          { cause },
        );
      }
    },
  };
}
