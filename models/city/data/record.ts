import type { Episode } from '@frameloom/world';
import {
  createBot,
  createCircuit,
  frameHeight,
  frameWidth,
  litScale,
  type BotName,
  type LitPainter,
  type Painter,
} from '@frameloom/scenes/circuit';

/** Bytes of a lit picture: RGB. */
export const litBytes: number = 3 * litScale * litScale * frameWidth * frameHeight;

/** Steps that a bot drives before the first picture, so that wheel and speed are as in a drive. */
const warmUp = 20;

/** A drive seen by two painters of one layout. */
export type Pair = { episode: Episode; lit: Uint8Array };

/** Records a drive that begins anywhere, flat and lit. */
export function recordPair(
  painters: { flat: Painter; lit: LitPainter },
  { seed, bot: name, steps }: { seed: number; bot: BotName; steps: number },
): Pair {
  const drive = createCircuit({ seed, scattered: true });
  const bot = createBot(name, seed ^ 0x5eed);
  const pixels = frameWidth * frameHeight;
  const frames = new Uint8Array((steps + 1) * pixels);
  const lit = new Uint8Array((steps + 1) * litBytes);
  const actions = new Uint8Array(steps);
  for (let i = 0; i < warmUp; i++) drive.step(bot(drive.state));
  for (let i = 0; i <= steps; i++) {
    painters.flat.draw(drive.state, frames.subarray(i * pixels, (i + 1) * pixels));
    painters.lit.draw(drive.state, lit.subarray(i * litBytes, (i + 1) * litBytes));
    if (i === steps) break;
    actions[i] = bot(drive.state);
    drive.step(actions[i]!);
  }
  return { episode: { seed, bot: name, actions, movers: new Int16Array(0), frames }, lit };
}
