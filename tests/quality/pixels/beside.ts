import { readFileSync } from 'node:fs';
import { readEpisodes, type Episode } from '@frameloom/world';
import { numbersOf, type KnownGame } from './games/index.ts';
import type { Played } from './played.ts';

/**
 * Predictions that something else made of the same games, from a recording: its first two pictures are true, those up to number
 * `told` were predicted from two true pictures each, the others from own ones.
 *
 * @param isPart Whether it may lack some of them.
 */
export async function readBeside(
  file: string,
  game: KnownGame,
  truths: readonly Episode[],
  told: number,
  isPart: boolean = false,
): Promise<Played[]> {
  const { header, episodes } = await readEpisodes(readFileSync(file), { maxBytes: 2 ** 32 });
  const numbers = numbersOf(game, header);
  if (!numbers) throw new Error(`quality: ${file} is no recording of ${game.name}. Predict its games.`);
  return truths.flatMap((truth) => {
    const own = episodes.find(({ seed }) => seed === truth.seed);
    if (!own && isPart) return [];
    if (!own || Buffer.compare(own.actions, truth.actions) !== 0) {
      throw new Error(
        `quality: ${file} lacks the game of seed ${truth.seed} with these actions. Predict the games that --truth writes.`,
      );
    }
    const made = own.frames.map((number) => numbers.toGame[number]!);
    return { truth, made, told, pixels: game.frame.width * game.frame.height };
  });
}
