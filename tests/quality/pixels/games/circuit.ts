import {
  actions,
  type BotName,
  createCircuit,
  createPainter,
  frameHeight,
  frameWidth,
  palette,
} from '@frameloom/scenes/circuit';
import { recordCircuit } from '../../../../models/circuit/data/record.ts';
import type { KnownGame } from './known-game.ts';
import { readDashboard } from './read-dashboard.ts';

const painter = createPainter();

/** The drive. Here its dashboard is read; where the car is, `../../drive` reads. */
export const circuit: KnownGame = {
  name: 'circuit',
  frame: { width: frameWidth, height: frameHeight },
  palette,
  actions,
  // Nobody learned from it.
  players: ['weaver'],
  record: ({ seed, player, steps }) => recordCircuit({ seed, bot: player as BotName, steps }).episode,
  recordStill: ({ seed, steps }) => recordCircuit({ seed, bot: 'weaver', steps, start: seed % 16 }).episode,
  replay(seed, done) {
    const drive = createCircuit({ seed, scattered: true });
    for (let i = 0; i < done.length; i++) drive.step(done[i]!);
    const picture = new Uint8Array(frameWidth * frameHeight);
    painter.draw(drive.state, picture);
    return picture;
  },
  events: { hit: (before, after) => !readDashboard(before).isLit && readDashboard(after).isLit },
  opposed: { actions: [1, 2], steps: 6, read: (picture) => readDashboard(picture).wheel },
  apart(truth, made) {
    const [real, found] = [readDashboard(truth), readDashboard(made)];
    return { speed: Math.abs(real.speed - found.speed), wheel: Math.abs(real.wheel - found.wheel) };
  },
};
