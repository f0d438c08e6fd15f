import type { Gpu } from '@frameloom/gpu';
import { heapBytes } from '../../support/heap.ts';

/** After the last game, by after the first: bytes of GPU memory and of the heap, and the mean time of a step. */
export type Soak = { steps: number; gpuBytes: number; heapBytes: number; stepTime: number };

/** Watches memory and time while a level plays game after game. */
export interface Watch {
  /** After each game. */
  note(steps: number, milliseconds: number): void;
  /** Null of less than two games. */
  report(): Soak | null;
}

export function createWatch(gpu: Gpu): Watch {
  const games: Soak[] = [];
  return {
    note: (steps, milliseconds) =>
      void games.push({
        steps,
        gpuBytes: gpu.memory.bytes,
        heapBytes: heapBytes(),
        stepTime: milliseconds / steps,
      }),
    report() {
      const [first, last] = [games[0], games.at(-1)];
      if (!first || !last || first === last) return null;
      const ratio = (name: 'gpuBytes' | 'heapBytes' | 'stepTime'): number => last[name] / first[name];
      return {
        steps: games.reduce((sum, { steps }) => sum + steps, 0),
        gpuBytes: ratio('gpuBytes'),
        heapBytes: ratio('heapBytes'),
        stepTime: ratio('stepTime'),
      };
    },
  };
}
