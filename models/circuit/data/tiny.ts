import type { Episode, EpisodeHeader } from '@frameloom/world';
import { createPlayer, side, type PlayerName, type TinyGame } from '@frameloom/scenes/tiny';
import { createRandom } from '@frameloom/scenes/kit';
import { headerOf } from './header.ts';

/** What recordings of a tiny game have in common. */
export function tinyHeader(game: TinyGame): EpisodeHeader {
  const palette = game.palette.map(([red, green, blue]) => [red, green, blue]);
  return headerOf(game.name, { actions: game.actions, frame: { width: side, height: side }, palette });
}

/** Records one game that begins anywhere. */
export function recordTiny(
  game: TinyGame,
  options: { seed: number; player: PlayerName; steps: number },
): Episode {
  const { seed, player, steps } = options;
  const play = game.start(createRandom(seed));
  const choose = createPlayer(player, createRandom(seed ^ 0x5eed));
  const actions = new Uint8Array(steps);
  const frames = new Uint8Array((steps + 1) * side * side);
  for (let i = 0; i <= steps; i++) {
    play.draw(frames.subarray(i * side * side, (i + 1) * side * side));
    if (i === steps) break;
    actions[i] = choose(play);
    play.step(actions[i]!);
  }
  return { seed, bot: player, actions, movers: new Int16Array(0), frames };
}
