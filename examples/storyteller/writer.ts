import { FrameloomError } from '@frameloom/gpu';
import type { Generated, TextModel } from '@frameloom/text';
import type { Manuscript } from './manuscript.ts';
import type { TellerSettings } from './settings.ts';

/** Writes tales without end, one after the other, until it is stopped. */
export type Writer = {
  readonly isWriting: boolean;
  /** Tokens a second of the running text; 0 before the first. */
  readonly rate: number;
  /** The latest text that ended. */
  readonly last: Generated | undefined;
  /** Goes on behind what the manuscript holds. */
  start(): void;
  stop(): void;
};

/** Tokens of one tale at most: small models wander off. */
const longest = 700;
/** Over which the rate is measured, milliseconds. */
const span = 3000;

export function createWriter(
  model: TextModel,
  manuscript: Manuscript,
  settings: () => Readonly<TellerSettings>,
  onError: (error: unknown) => void,
): Writer {
  let running: AbortController | undefined;
  let last: Generated | undefined;
  let times: number[] = [];
  let tales = 0;

  async function writeTale(signal: AbortSignal): Promise<void> {
    const { temperature, topP, seed } = settings();
    const text = manuscript.text;
    // Of an empty page the model gets its mark of beginnings, or where it has none, a line break.
    const begin = model.tokenizer.encode(text);
    const prompt = begin.length > 0 ? begin : '\n';
    const options = { temperature, topP, seed: seed + tales, maxTokens: longest, signal };
    const stream = model.generate(prompt, { ...options, overflow: 'slide' });
    for await (const piece of stream) {
      manuscript.append(piece);
      times.push(performance.now());
    }
    last = await stream.done;
    tales += 1;
  }

  async function write(controller: AbortController): Promise<void> {
    const { signal } = controller;
    try {
      while (!signal.aborted) {
        await writeTale(signal);
        if (!signal.aborted) manuscript.begin(settings().prompt);
      }
    } catch (error) {
      if (!(error instanceof FrameloomError && error.code === 'aborted')) onError(error);
    } finally {
      if (running === controller) running = undefined;
      manuscript.setWriting(running !== undefined);
    }
  }

  return {
    get isWriting() {
      return running !== undefined;
    },
    get rate() {
      const from = performance.now() - span;
      times = times.filter((time) => time > from);
      const begun = times[0];
      return begun === undefined || times.length < 2
        ? 0
        : (1000 * (times.length - 1)) / (performance.now() - begun);
    },
    get last() {
      return last;
    },
    start() {
      running?.abort();
      running = new AbortController();
      manuscript.setWriting(true);
      void write(running);
    },
    stop() {
      running?.abort();
    },
  };
}
