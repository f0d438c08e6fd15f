import type { EpisodeHeader } from '@frameloom/world';

/** What recordings of a game have in common: nothing about its world, only what its pictures and actions are. */
export function headerOf(
  level: string,
  game: Pick<EpisodeHeader, 'actions' | 'frame' | 'palette'>,
): EpisodeHeader {
  const { actions, frame, palette } = game;
  return { format: 'frameloom-episodes', version: 1, level, actions, frame, palette };
}
