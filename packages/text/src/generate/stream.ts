import { createChannel } from '../util/channel.ts';
import type { TokenLogprob } from './logprobs.ts';

/** Why a text ended: a token or a text that ends it, or the most tokens that were asked for or fit the context. */
export type FinishReason = 'stop' | 'length';

/** What was counted, by OpenAI's names in camelCase. */
export type Usage = {
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
  /** Tokens of the prompt that the cache had from another text. */
  cachedTokens: number;
};

/** What it took, milliseconds of waiting with everything else that the GPU had to do. */
export type Timings = {
  /** From the call to the prompt's last token. */
  prefillMs: number;
  /** From the call to the first token that could be read. */
  firstTokenMs: number;
  /** From the first token to the last. */
  decodeMs: number;
  /** Tokens after the first in that time. */
  tokensPerSecond: number;
};

/** A text that is done. */
export type Generated = {
  text: string;
  tokens: readonly number[];
  finishReason: FinishReason;
  /** The seed that draws the same text again. */
  seed: number;
  usage: Usage;
  timings: Timings;
  /** For each token, with the option `logprobs`. */
  logprobs?: readonly TokenLogprob[];
};

/** Text as it is made: pieces for `for await`, or all of it. It is made whether or not somebody reads. */
export interface TextStream extends AsyncIterable<string> {
  /** Resolves when the text is done. Throws what ended it, such as `aborted` or `device-lost`. */
  readonly done: Promise<Generated>;
  /** The whole text. */
  text(): Promise<string>;
  /** Pieces of text as a stream; cancelling it ends the work. */
  toReadableStream(): ReadableStream<string>;
  /** Ends the work, as the signal would. */
  abort(): void;
}

/**
 * Starts work that pushes pieces of text.
 *
 * @param work Gets a signal that also {@link TextStream.abort} sets off.
 */
export function startStream(
  signal: AbortSignal | undefined,
  work: (push: (text: string) => void, signal: AbortSignal) => Promise<Generated>,
): TextStream {
  const channel = createChannel<string>();
  const own = new AbortController();
  const either = signal ? AbortSignal.any([signal, own.signal]) : own.signal;
  const done = work((text) => channel.push(text), either);
  done.then(channel.end, channel.fail);
  const iterate = async function* (): AsyncGenerator<string, void, undefined> {
    let isOver = false;
    try {
      for (;;) {
        const piece = await channel.next();
        if (piece === undefined) break;
        yield piece;
      }
      isOver = true;
    } finally {
      // Whoever leaves the loop wants no more.
      if (!isOver) own.abort();
    }
  };
  return {
    done,
    text: async () => (await done).text,
    abort: () => own.abort(),
    [Symbol.asyncIterator]: iterate,
    toReadableStream() {
      const pieces = iterate();
      return new ReadableStream<string>({
        async pull(controller) {
          const { done: isDone, value } = await pieces.next();
          if (isDone) controller.close();
          else controller.enqueue(value);
        },
        async cancel() {
          own.abort();
          await pieces.return().catch(() => {});
        },
      });
    },
  };
}
