/** A point in a game: a state before it, and the actions from there on. Steps follow from both alone. */
export type Mark = {
  words: Uint32Array<ArrayBuffer>;
  actions: readonly number[];
  /** Steps since the game's start. */
  stepCount: number;
};

/** The course of a game, kept in JavaScript so that it can be replayed on another device. */
export interface Journal {
  /** Steps since the game's start. */
  readonly stepCount: number;
  /** Counts up with each {@link Journal.begin}. */
  readonly game: number;
  /** Actions since the last known state. */
  readonly pending: number;
  /** The current point of the game. */
  mark(): Mark;
  /** Continues from another point. */
  begin(mark: Mark): void;
  add(action: number): void;
  /** Takes a state that was read back during the game with this number, and forgets the actions before it. */
  confirm(words: Uint32Array<ArrayBuffer>, game: number): void;
}

/**
 * Makes a journal.
 *
 * @param keepsActions False where the game is never replayed; then the journal only counts steps.
 */
export function createJournal(words: Uint32Array<ArrayBuffer>, keepsActions: boolean): Journal {
  let start = words;
  let actions: number[] = [];
  let stepCount = words[0]!;
  let game = 0;
  return {
    get stepCount() {
      return stepCount;
    },
    get game() {
      return game;
    },
    get pending() {
      return actions.length;
    },
    mark: () => ({ words: start, actions: [...actions], stepCount }),
    begin(mark) {
      start = mark.words;
      actions = [...mark.actions];
      ({ stepCount } = mark);
      game++;
    },
    add(action) {
      stepCount++;
      if (keepsActions) actions.push(action);
    },
    confirm(read, during) {
      const passed = read[0]! - start[0]!;
      if (during !== game || passed < 0 || passed > actions.length) return;
      start = read;
      actions = actions.slice(passed);
    },
  };
}
