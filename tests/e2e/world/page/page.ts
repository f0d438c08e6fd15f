// What the tests of the player call in the page.
import { createGpu, FrameloomError, type Gpu } from '@frameloom/gpu';
import { loadLevel, type Level, type Play } from '@frameloom/world';
import { recordPainted, recordThree } from './games.ts';

const canvas = document.querySelector<HTMLCanvasElement>('#level')!;
let gpu: Gpu;
let level: Level;
let play: Play;
const steps: Tools['steps'] = [];
const errors: Tools['errors'] = [];

/** Loads the level that ships and plays it, ten steps a second at most. */
async function start(): Promise<void> {
  gpu ??= await createGpu({ label: 'test' });
  level ??= await loadLevel(gpu, 'wick');
  play = await level.play(canvas, {
    fps: 10,
    onStep: (action) => steps.push({ action: level.info.actions[action]!.name, at: performance.now() }),
    onError(error) {
      const { code, message } = error as FrameloomError;
      errors.push({ code, message });
    },
  });
}

/** What is on `globalThis.tools`. */
export type Tools = {
  start(): Promise<void>;
  steps: { action: string; at: number }[];
  errors: { code: string; message: string }[];
  last(): string | undefined;
  isRunning(): boolean;
  takeCanvas(): void;
  resizeCanvas(size: number): void;
  stepByHand(): number;
  loseDevice(): void;
  stepCount(): number;
  recordPainted(): Promise<number[]>;
  recordThree(): Promise<number[]>;
};

const tools: Tools = {
  start,
  steps,
  errors,
  last: (): string | undefined => steps.at(-1)?.action,
  isRunning: (): boolean => play.isRunning,
  takeCanvas: (): void => (canvas.getContext('webgpu') as GPUCanvasContext).unconfigure(),
  resizeCanvas: (size: number): void => void ([canvas.width, canvas.height] = [size, size]),
  stepByHand: (): number => {
    level.step('stay');
    return level.stepCount;
  },
  loseDevice: (): void => gpu.device.destroy(),
  stepCount: (): number => level.stepCount,
  recordPainted: async (): Promise<number[]> => [...(await recordPainted())],
  recordThree: async (): Promise<number[]> => [...(await recordThree(gpu))],
};
Object.assign(globalThis, { tools });
