import { bounce } from './bounce.ts';
import { cave } from './cave.ts';
import { circuit } from './circuit.ts';
import { crossing } from './crossing.ts';
import type { KnownGame } from './known-game.ts';

export type { EventReader, KnownGame, Place } from './known-game.ts';

/** The games that can be played beside a level, by name. */
export const knownGames: Readonly<Record<string, KnownGame>> = { bounce, cave, circuit, crossing };

/** What a level of pixels says about its pictures and actions. */
export type Seen = {
  frame: { width: number; height: number };
  actions: readonly string[];
  palette: readonly (readonly number[])[];
};

/** The number that a level has for each colour of its game, and the colour of each class; undefined where they differ. */
export function numbersOf(
  game: KnownGame,
  { frame, actions, palette }: Seen,
): { toLevel: Uint8Array; toGame: Uint8Array } | undefined {
  if (frame.width !== game.frame.width || frame.height !== game.frame.height) return undefined;
  if (`${actions}` !== `${game.actions}`) return undefined;
  const [own, real] = [palette, game.palette].map((list) => list.map(String)) as [string[], string[]];
  const [toLevel, toGame] = [real.map((one) => own.indexOf(one)), own.map((one) => real.indexOf(one))];
  if (toLevel.includes(-1) || toGame.includes(-1)) return undefined;
  return { toLevel: Uint8Array.from(toLevel), toGame: Uint8Array.from(toGame) };
}

/** The game that a level was learned from: the one with its actions and colours. Throws where there is none. */
export function findGame(seen: Seen): KnownGame {
  const found = Object.values(knownGames).find((game) => numbersOf(game, seen));
  if (found) return found;
  throw new Error(
    `quality: no known game has this level's size, actions and colours. Known are ${Object.keys(knownGames).join(', ')}.`,
  );
}
