import { bounce } from './bounce.ts';
import { cave } from './cave.ts';
import { crossing } from './crossing.ts';
import type { TinyGame, TinyGameName } from './game.ts';

export { createPlayer, mixture, players, type PlayerName } from './players.ts';
export { side, stepsPerSecond, type Play, type TinyGame, type TinyGameName } from './game.ts';

/** All games, by name. */
export const tinyGames: Readonly<Record<TinyGameName, TinyGame>> = { bounce, crossing, cave };
