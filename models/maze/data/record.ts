import type { CellsHeader, Episode, EpisodeHeader } from '@frameloom/world';
import {
  actions,
  barHeight,
  type botNames,
  cellPixels,
  chaserLook,
  createBot,
  createBuilder,
  createRandom,
  createWick,
  drawFrame,
  frameHeight,
  frameWidth,
  isAboutToEat,
  mazeSize,
  palette,
  playerLeft,
  playerLook,
  playerTop,
  spritePixels,
  type WickState,
} from '@frameloom/scenes/wick';

/** What recordings of Wick have in common. */
export const wickHeader: EpisodeHeader & CellsHeader = {
  format: 'frameloom-episodes',
  version: 1,
  level: 'wick',
  actions,
  frame: { width: frameWidth, height: frameHeight },
  palette,
  cellPixels,
  unitPixels: 2,
  world: [mazeSize, mazeSize],
  barRows: barHeight / cellPixels,
  anchor: [playerLeft, playerTop],
  spritePixels,
  movers: [
    { name: 'wick', looks: 32 },
    ...['hunter', 'cutter', 'dreamer', 'shy'].map((name) => ({ name, looks: 16 })),
  ],
};

/** Where everybody is and how they look: x, y, look of the player, then of each snuffer. */
export function moversOf(state: WickState): number[] {
  return [
    state.player.x,
    state.player.y,
    playerLook(state),
    ...state.chasers.flatMap((chaser) => [chaser.x, chaser.y, chaserLook(chaser)]),
  ];
}

/**
 * Plays and records one game; `built`: with rare moments set by {@link createBuilder}; `hesitant`: half of the times that the
 * flame is about to eat it turns back, or does anything.
 */
export function recordWick(options: {
  seed: number;
  bot: (typeof botNames)[number];
  steps: number;
  scattered: boolean;
  built?: boolean;
  hesitant?: boolean;
}): Episode {
  const { seed, bot: name, steps, scattered, built = false, hesitant = false } = options;
  const game = createWick({ seed, scattered });
  const build = built ? createBuilder(game, seed) : undefined;
  const bot = createBot(name, seed ^ 0x5eed);
  const random = createRandom(seed ^ 0x8e51);
  const act = (): number => {
    const action = bot(game.state);
    if (!hesitant || !isAboutToEat(game.state) || random.next() < 0.5) return action;
    return random.next() < 0.5 ? 1 + ((game.state.player.heading + 2) % 4) : random.below(actions.length);
  };
  const framePixels = frameWidth * frameHeight;
  const width = wickHeader.movers.length * 3;
  const episode: Episode = {
    seed,
    bot: name,
    actions: new Uint8Array(steps),
    movers: new Int16Array((steps + 1) * width),
    frames: new Uint8Array((steps + 1) * framePixels),
  };
  for (let i = 0; i <= steps; i++) {
    build?.();
    drawFrame(game.state, episode.frames.subarray(i * framePixels, (i + 1) * framePixels));
    episode.movers.set(moversOf(game.state), i * width);
    if (i === steps) break;
    episode.actions[i] = act();
    game.step(episode.actions[i]!);
  }
  return episode;
}
