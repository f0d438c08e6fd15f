import { createCircuitAt, createPainter } from '@frameloom/scenes/circuit';
import { circuit } from '../pixels/games/circuit.ts';
import type { LevelPlayer } from '../pixels/player.ts';
import { pixels } from './drives.ts';

/** The real drive in place of a level. It begins where starts stand, and knows the pictures of drives. */
export function createRealPlayer(): LevelPlayer {
  const painter = createPainter();
  return {
    async predict(truth, told, onTold) {
      for (let at = 1; at <= told; at++) {
        const past = [...truth.actions.subarray(0, at)];
        await onTold?.(at, async (action, steps) =>
          circuit.replay(truth.seed, [...past, ...Array.from({ length: steps }, () => action)]),
        );
      }
      return { truth, made: truth.frames.slice(), told, pixels };
    },
    async begin({ seed, actions }, told) {
      const drive = createCircuitAt(seed, 16);
      for (const action of actions.subarray(0, told)) drive.step(action);
      return async (action) => {
        drive.step(action);
        const picture = new Uint8Array(pixels);
        painter.draw(drive.state, picture);
        return picture;
      };
    },
  };
}
