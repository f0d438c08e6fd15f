import type { Happening } from '@frameloom/scenes/wick';

/** What the teller says before the model goes on, in the manner of the tales that it knows. */
const phrases: Readonly<Record<Happening, readonly string[]>> = {
  begin: [
    'Once upon a time there was a little flame, who lived all alone in a dark cellar.',
    'There was once a little flame, who had lost her way in a great cellar under the King’s palace.',
  ],
  embers: [
    'The little flame ate the embers that lay in the way, and she burnt a little brighter.',
    'And the flame went on through the dark passages, and ate all the embers that she found.',
    'She picked up one ember after the other, and was no longer so hungry.',
  ],
  lantern: [
    'Then she came to a lantern, and it shone so brightly that all the snuffers were afraid.',
    'In a corner stood an old lantern, and when she touched it the whole cellar was full of light.',
  ],
  dazed: [
    'She sprang upon the snuffer, and he fell down and lay as if he were dead.',
    'The snuffer was so dazzled that he could neither see nor hear.',
  ],
  chased: [
    'But one of the snuffers heard her, and came creeping up behind her.',
    'Then a snuffer came round the corner, and stretched out his hand for her.',
  ],
  caught: [
    'The snuffer seized the little flame, and she very nearly went out.',
    'Then it was dark for a while, for the snuffer had caught her.',
  ],
  out: [
    'The snuffer put out the little flame, and there was an end of her. But another was lit in her place.',
    'And so the light was gone. But in the night somebody came with a match, and lit it again.',
  ],
};

/** A sentence on what happened; the next one each time. */
export function createPhrases(): (what: Happening) => string {
  const used = new Map<Happening, number>();
  return (what) => {
    const count = used.get(what) ?? 0;
    used.set(what, count + 1);
    const all = phrases[what];
    return all[count % all.length]!;
  };
}
