import type { FrameFacts } from './params.ts';
import { turns } from './teleport.ts';

/** The last two real frames of a sequence as numbers. */
export type Pair = {
  readonly current: FrameFacts | undefined;
  /** Undefined where the current frame begins a shot. */
  readonly previous: FrameFacts | undefined;
  /** Of the current frame; the first is 0. */
  readonly index: number;
  /** Whether the HUD of the current frame is known. */
  readonly hudless: boolean;
  /** The next real frame came. */
  add(facts: FrameFacts, frame: { reset?: boolean; frameID?: number; hudlessColor?: GPUTexture }): void;
  reset(): void;
};

/** Makes the pair of one interpolator. */
export function createPair(): Pair {
  let current: FrameFacts | undefined;
  let previous: FrameFacts | undefined;
  let lastFrameID: number | undefined;
  let index = -1;
  let hudless = false;
  return {
    get current() {
      return current;
    },
    get previous() {
      return previous;
    },
    get index() {
      return index;
    },
    get hudless() {
      return hudless;
    },
    add(facts, { reset, frameID, hudlessColor }) {
      const jumps = frameID !== undefined && lastFrameID !== undefined && frameID !== lastFrameID + 1;
      const begins =
        reset === true || jumps || (current !== undefined && turns(current.camera, facts.camera));
      previous = begins ? undefined : current;
      current = facts;
      lastFrameID = frameID;
      index += 1;
      hudless = hudlessColor !== undefined;
    },
    reset() {
      current = undefined;
      previous = undefined;
      lastFrameID = undefined;
    },
  };
}
