import type { Episode, EpisodeHeader } from '@frameloom/world';
import {
  actions,
  barHeight,
  type botNames,
  cellPixels,
  chaserLook,
  createBot,
  createBuilder,
  createWick,
  drawFrame,
  frameHeight,
  frameWidth,
  mazeSize,
  palette,
  playerLeft,
  playerLook,
  playerTop,
  spritePixels,
  type WickState,
} from '@frameloom/scenes/wick';

/** What recordings of Wick have in common. */
export const wickHeader: EpisodeHeader = {
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

/** Plays and records one game; `built`: with rare moments set by {@link createBuilder}. */
export function recordWick(options: {
  seed: number;
  bot: (typeof botNames)[number];
  steps: number;
  scattered: boolean;
  built?: boolean;
}): Episode {
  const { seed, bot: name, steps, scattered, built = false } = options;
  const game = createWick({ seed, scattered });
  const build = built ? createBuilder(game, seed) : undefined;
  const bot = createBot(name, seed ^ 0x5eed);
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
    episode.actions[i] = bot(game.state);
    game.step(episode.actions[i]!);
  }
  return episode;
}
