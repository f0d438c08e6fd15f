import type { Episode, Level } from '@frameloom/world';
import { numbersOf, type KnownGame, type Seen } from './games/index.ts';
import { pictureOf, type Played } from './played.ts';

/** What predicts a game from true pictures on. Pictures are in the game's colours. */
export interface LevelPlayer {
  /**
   * Predicts a game: up to picture `told` one step at a time from true pictures, then from its own.
   *
   * @param onTold Is handed each state of two true pictures, and may try what an action that is held for some steps leads to.
   */
  predict(
    truth: Episode,
    told: number,
    onTold?: (at: number, attempt: Attempt) => Promise<void>,
  ): Promise<Played>;
  /** Is told true pictures up to number `told`. What is returned takes a step from own pictures and hands out the next one. */
  begin(truth: Episode, told: number): Promise<(action: number) => Promise<Uint8Array>>;
}

/** The picture after some steps of an action. */
export type Attempt = (action: number, steps: number) => Promise<Uint8Array>;

/** Words before the pictures of a state: the number of steps, the seed. */
const head = 8;

/** @param levels Values that a level of the memory can have. */
export function createLevelPlayer(level: Level, game: KnownGame, seen: Seen, levels: number): LevelPlayer {
  const { toLevel, toGame } = numbersOf(game, seen)!;
  const pixels = seen.frame.width * seen.frame.height;
  const stride = 4 * Math.ceil(pixels / 4);
  const read = async (): Promise<Uint8Array> => new Uint8Array((await level.readState()).buffer);
  /** A state with the two pictures up to number `at`. */
  const withTruth = (state: Uint8Array, { frames }: Episode, at: number): Uint8Array => {
    for (const [place, number] of [at, at - 1].entries())
      pictureOf(frames, number, pixels).forEach(
        (color, i) => (state[head + place * stride + i] = toLevel[color]!),
      );
    return state;
  };
  /** Remembers nothing. */
  const begin = async (): Promise<Uint8Array> => {
    level.reset();
    return (await read()).fill(Math.round((levels - 1) / 2), head + 2 * stride);
  };
  const shown = (state: Uint8Array): Uint8Array =>
    state.subarray(head, head + pixels).map((number) => toGame[number]!);
  /** Sees true pictures up to number `told`, and predicts each of them but the first two. */
  const tell = async (
    truth: Episode,
    told: number,
    made: Uint8Array,
    onTold?: (at: number, attempt: Attempt) => Promise<void>,
  ): Promise<void> => {
    let state = await begin();
    for (let at = 1; ; at++) {
      const known = withTruth(state, truth, at);
      await onTold?.(at, async (action, steps) => {
        level.restore(known);
        for (let step = 0; step < steps; step++) level.step(action);
        return shown(await read());
      });
      level.restore(known);
      if (at === told) return;
      level.step(truth.actions[at]!);
      state = await read();
      made.set(shown(state), (at + 1) * pixels);
    }
  };
  const step = async (action: number): Promise<Uint8Array> => {
    level.step(action);
    return shown(await read());
  };
  return {
    async predict(truth, told, onTold) {
      const made = truth.frames.slice();
      await tell(truth, told, made, onTold);
      for (let at = told; at < truth.actions.length; at++)
        made.set(await step(truth.actions[at]!), (at + 1) * pixels);
      return { truth, made, told, pixels };
    },
    async begin(truth, told) {
      await tell(truth, told, truth.frames.slice());
      return step;
    },
  };
}
