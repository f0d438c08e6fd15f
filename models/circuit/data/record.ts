import type { Episode, EpisodeHeader } from '@frameloom/world';
import {
  actions,
  createBot,
  createCircuit,
  createCircuitAt,
  createPainter,
  frameHeight,
  frameWidth,
  palette,
  type BotName,
  type CarState,
} from '@frameloom/scenes/circuit';
import { headerOf } from './header.ts';

/** What recordings of the circuit have in common: nothing about the world, only what its pictures are made of. */
export const circuitHeader: EpisodeHeader = headerOf('circuit', {
  actions,
  frame: { width: frameWidth, height: frameHeight },
  palette,
});

/** Numbers of a pose: see {@link poseOf}. */
export const poseNumbers = 8;

/** x, z, heading, speed, steer, lamp, metres along the loop, metres right of its middle. For evaluations alone. */
export function poseOf({ x, z, heading, speed, steer, lamp, place }: Readonly<CarState>): number[] {
  return [x, z, heading, speed, steer, lamp, place.along, place.lateral];
}

const painter = createPainter();

/** Records one drive that begins anywhere at any speed; with a start a car that stands at one of 16 places. */
export function recordCircuit(options: { seed: number; bot: BotName; steps: number; start?: number }): {
  episode: Episode;
  poses: Float32Array;
} {
  const { seed, bot: name, steps, start } = options;
  const drive = start === undefined ? createCircuit({ seed, scattered: true }) : createCircuitAt(start, 16);
  const bot = createBot(name, seed ^ 0x5eed);
  const pixels = frameWidth * frameHeight;
  const actionsDone = new Uint8Array(steps);
  const frames = new Uint8Array((steps + 1) * pixels);
  const poses = new Float32Array((steps + 1) * poseNumbers);
  for (let i = 0; i <= steps; i++) {
    painter.draw(drive.state, frames.subarray(i * pixels, (i + 1) * pixels));
    poses.set(poseOf(drive.state), i * poseNumbers);
    if (i === steps) break;
    // At a start nobody does anything.
    actionsDone[i] = start === undefined ? bot(drive.state) : 0;
    drive.step(actionsDone[i]!);
  }
  return { episode: { seed, bot: name, actions: actionsDone, movers: new Int16Array(0), frames }, poses };
}
