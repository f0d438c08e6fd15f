import { type Happening, happenings } from '@frameloom/scenes/wick';
import type { TextModel } from '@frameloom/text';
import { createPhrases } from './phrases.ts';
import type { Line, Scroll } from './scroll.ts';

/** Tells of one thing after the other: what happened in a sentence, and one more that the model goes on with. */
export type Narrator = {
  /** Something to tell of, unless something weightier waits. */
  hear(what: Happening): void;
  /** Tells of what waits, until nothing does; at once where it is telling already. Throws what the model throws. */
  tell(model: TextModel, seed: number, signal: AbortSignal): Promise<void>;
  /** Nothing waits any more. */
  clear(): void;
};

/** Milliseconds for the model's part of a line: where it is slow the game has gone on meanwhile. */
const patience = 10_000;
/** Times that the model may go on, with another seed where it wrote nothing. */
const attempts = 4;
/** Characters of the tale that the model reads before it goes on. */
const remembered = 500;

export function createNarrator(scroll: Scroll): Narrator {
  const phrase = createPhrases();
  let waiting: Happening | undefined;
  let isTelling = false;

  async function goOn(model: TextModel, what: Happening, seed: number, signal: AbortSignal): Promise<void> {
    const late = AbortSignal.timeout(patience);
    const line = scroll.begin(phrase(what));
    const either = AbortSignal.any([signal, late]);
    try {
      for (let attempt = 0; attempt < attempts; attempt++) {
        if (await write(model, line, seed + attempt, either)) return;
      }
    } catch (error) {
      if (!late.aborted || signal.aborted) throw error;
      line.breakOff();
    }
  }

  /** Whether the model wrote anything. */
  async function write(model: TextModel, line: Line, seed: number, signal: AbortSignal): Promise<boolean> {
    let hasWritten = false;
    const stream = model.generate(scroll.text.slice(-remembered), {
      maxTokens: 50,
      temperature: 0.7,
      topP: 0.9,
      seed,
      stop: '\n',
      priority: 'background',
      signal,
    });
    // Leaving the loop ends the work.
    for await (const piece of stream) {
      hasWritten ||= /\S/.test(piece);
      if (line.add(piece)) break;
    }
    return hasWritten;
  }

  return {
    hear(what) {
      const weight = (one: Happening): number => happenings.indexOf(one);
      if (waiting === undefined || weight(what) < weight(waiting)) waiting = what;
    },
    async tell(model, seed, signal) {
      if (isTelling) return;
      isTelling = true;
      try {
        while (waiting !== undefined && !signal.aborted) {
          const what = waiting;
          waiting = undefined;
          await goOn(model, what, seed, signal);
        }
      } finally {
        isTelling = false;
      }
    },
    clear: () => (waiting = undefined),
  };
}
