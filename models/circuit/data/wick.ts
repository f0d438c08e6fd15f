import type { Episode, EpisodeHeader } from '@frameloom/world';
import {
  actions,
  type botNames,
  createBot,
  createWick,
  drawFrame,
  frameHeight,
  frameWidth,
  palette,
} from '@frameloom/scenes/wick';
import { headerOf } from './header.ts';

/** Who plays in turn where it is learned. */
export const wickMixture = 'clever,reckless,homing,clever,undo,reckless';

/** What recordings of Wick have in common here: neither cells nor movers, see models/maze for those. */
export const wickHeader: EpisodeHeader = headerOf('wick', {
  actions,
  frame: { width: frameWidth, height: frameHeight },
  palette,
});

/** Records the pictures and actions of one game; of `nobody` who does nothing. */
export function recordWick(options: {
  seed: number;
  bot: (typeof botNames)[number] | 'nobody';
  steps: number;
}): Episode {
  const { seed, bot: name, steps } = options;
  const game = createWick({ seed, scattered: true });
  const bot = name === 'nobody' ? () => 0 : createBot(name, seed ^ 0x5eed);
  const pixels = frameWidth * frameHeight;
  const done = new Uint8Array(steps);
  const frames = new Uint8Array((steps + 1) * pixels);
  for (let i = 0; i <= steps; i++) {
    drawFrame(game.state, frames.subarray(i * pixels, (i + 1) * pixels));
    if (i === steps) break;
    done[i] = bot(game.state);
    game.step(done[i]!);
  }
  return { seed, bot: name, actions: done, movers: new Int16Array(0), frames };
}
