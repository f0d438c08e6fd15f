import type { StopFilter } from '../generate/stops.ts';
import { sentencesOf } from './sentences.ts';

/** Lets so many sentences through, without blanks around them, and stops when another one begins. */
export function createSentenceLimit(most: number): StopFilter {
  let all = '';
  let shown = 0;
  return {
    push(text) {
      all += text;
      const sentences = sentencesOf(all.trimStart());
      const kept = sentences.slice(0, most).join('').trimEnd();
      // A sentence that turns out to go on grows only at its end.
      const more = kept.slice(shown);
      shown = Math.max(shown, kept.length);
      return { text: more, stopped: sentences.length > most };
    },
    end: () => '',
  };
}
