import type { KnownGame } from '../games/index.ts';
import type { Played } from '../played.ts';
import { measureEvents, type EventFigures } from './events.ts';
import { measureActions, measurePlayer, type ActionFigures, type PlayerFigures } from './player.ts';
import { measureSharpness, type Sharpness } from './sharpness.ts';
import { measureSteps, type StepFigures } from './steps.ts';

export { measureStill, type StillFigures } from './still.ts';

/** Events of all own steps, and of the first hundred. */
type Horizons = EventFigures & { firstHundred: EventFigures };

/** All that predictions of games tell; null where the game has no such thing. */
export type Figures = PlayerFigures & {
  steps: Record<string, StepFigures>;
  sharpness: Record<string, Sharpness>;
  /** Mishaps, and what was reached. */
  hits: Horizons;
  points: Horizons | null;
  actions: ActionFigures;
};

/** @param library Real pictures of other games. */
export function measure(game: KnownGame, list: readonly Played[], library: readonly Uint8Array[]): Figures {
  const { hit, point } = game.events;
  const horizons = (read: typeof hit): Horizons => ({
    ...measureEvents(read, list),
    firstHundred: measureEvents(read, list, 100),
  });
  return {
    steps: measureSteps(game, list),
    sharpness: measureSharpness(list, library),
    ...measurePlayer(game, list),
    hits: horizons(hit),
    points: point ? horizons(point) : null,
    actions: measureActions(game, list),
  };
}
