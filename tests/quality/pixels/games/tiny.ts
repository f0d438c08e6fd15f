import { createRandom } from '@frameloom/scenes/kit';
import { side, tinyGames, type PlayerName, type TinyGameName } from '@frameloom/scenes/tiny';
import { recordTiny } from '../../../../models/circuit/data/tiny.ts';
import type { KnownGame, Place } from './known-game.ts';

/** What differs between the tiny games: how their pictures are read. */
export type TinyReader = Pick<KnownGame, 'events' | 'readAction'> & {
  findPlayer(picture: Uint8Array): Place | undefined;
  isJump(before: Uint8Array, after: Uint8Array): boolean;
  opposed: Omit<KnownGame['opposed'], 'read'> & { axis: 'x' | 'y' };
};

/** A tiny game with its reader. */
export function createTiny(name: TinyGameName, reader: TinyReader): KnownGame {
  const game = tinyGames[name];
  const { findPlayer, opposed, ...others } = reader;
  return {
    ...others,
    findPlayer,
    name,
    frame: { width: side, height: side },
    palette: game.palette,
    actions: game.actions,
    players: ['good', 'fair', 'streaky', 'wild'],
    record: ({ seed, player, steps }) => recordTiny(game, { seed, player: player as PlayerName, steps }),
    recordStill: ({ seed, steps }) => recordTiny(game, { seed, player: 'nobody', steps }),
    replay(seed, actions) {
      const play = game.start(createRandom(seed));
      for (let i = 0; i < actions.length; i++) play.step(actions[i]!);
      const picture = new Uint8Array(side * side);
      play.draw(picture);
      return picture;
    },
    opposed: { ...opposed, read: (picture) => findPlayer(picture)?.[opposed.axis] },
    apart(truth, made) {
      const [real, found] = [findPlayer(truth), findPlayer(made)];
      return { playerInPlace: Number(real !== undefined && real.x === found?.x && real.y === found.y) };
    },
  };
}
