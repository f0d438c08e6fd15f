import { createRandom } from '@frameloom/scenes/kit';
import { createPlayer, mixture, side, type PlayerName, type TinyGame } from '@frameloom/scenes/tiny';
import { recordLevel } from '@frameloom/world';
import { createOriginal } from './original.ts';

/** Steps of one game of a recording. */
export const stepsOfGame = 300;
/** Milliseconds until the page draws and listens again. */
const patience = 24;

/**
 * Bots play, on a canvas that nobody sees, as in any page that records its own: `begin`, `step` behind each drawn picture, `end`.
 *
 * @param onProgress Of 0 to 1.
 */
export async function recordGames(
  game: TinyGame,
  {
    games,
    seed,
    signal,
    onProgress,
  }: {
    games: number;
    seed: number;
    signal: AbortSignal;
    onProgress(share: number): void;
  },
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const recorder = recordLevel(canvas, { actions: game.actions, name: game.name });
  const names = mixture.split(',') as PlayerName[];
  let breath = performance.now();
  for (let i = 0; i < games; i++) {
    const bot = names[i % names.length]!;
    const choose = createPlayer(bot, createRandom((seed + i) ^ 0x5eed));
    const original = createOriginal(game, canvas, { seed: seed + i, choose });
    recorder.begin(undefined, { seed: seed + i, bot });
    for (let step = 0; step < stepsOfGame; step++) {
      const action = original.advise();
      original.step(action);
      recorder.step(action);
      if (performance.now() - breath < patience) continue;
      onProgress((i + step / stepsOfGame) / games);
      await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted) return undefined;
      breath = performance.now();
    }
    await recorder.end();
  }
  return recorder.finish();
}
