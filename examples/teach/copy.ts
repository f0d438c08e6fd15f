import { createGpu, FrameloomError, type Gpu } from '@frameloom/gpu';
import type { TinyGame, TinyGameName } from '@frameloom/scenes/tiny';
import { loadLevel, type Controls, type Level, type Play } from '@frameloom/world';
import type { FileSet } from '../shared/dropped-files.ts';

/** Copies that ship, by game. */
const shipped: Partial<Record<TinyGameName, { level: URL; weights: URL }>> = {
  crossing: {
    level: new URL('../../models/circuit/crossing/level.json', import.meta.url),
    weights: new URL('../../models/circuit/crossing/level.safetensors', import.meta.url),
  },
};

/** What a network made of a game, played on a canvas. */
export type Copy = {
  readonly level: Level;
  restart(start: number): void;
  dispose(): void;
};

/** How a copy is played. */
export type CopyOptions = {
  /** The game that it must be a copy of: the same actions in the same order. */
  game: TinyGame;
  signal: AbortSignal;
  controls: Controls;
  onStep(action: number): void;
  onError(error: unknown): void;
};

/** Plays copies, one after the other, all on one device. */
export type Copies = {
  /** Whether a copy of the game ships. */
  has(game: TinyGameName): boolean;
  /** @throws FrameloomError of `createGpu` and `loadLevel`; `load-failed` for a level of another game, `aborted`. */
  open(source: TinyGameName | FileSet, how: CopyOptions): Promise<Copy>;
  dispose(): void;
};

export function createCopies(canvas: HTMLCanvasElement): Copies {
  let device: Promise<Gpu> | undefined;
  return {
    has: (game) => shipped[game] !== undefined,
    async open(source, { game, signal, controls, onStep, onError }) {
      device ??= createGpu({ label: 'teach page' });
      const gpu = await device.catch((error: unknown) => {
        device = undefined;
        throw error;
      });
      const files = typeof source === 'string' ? shipped[source]! : undefined;
      const level = files
        ? await loadLevel(gpu, files.level, { weights: files.weights, signal })
        : await loadLevel(gpu, source as FileSet, { signal });
      try {
        requireActions(level, game);
        const play: Play = await level.play(canvas, { controls, onStep, onError });
        if (signal.aborted) {
          play.stop();
          throw new FrameloomError('aborted', `${level.info.name}: another copy was chosen.`);
        }
        return {
          level,
          restart(start) {
            level.reset({ start: start % level.info.starts.length });
            play.show();
          },
          dispose() {
            play.stop();
            level.dispose();
          },
        };
      } catch (error) {
        level.dispose();
        throw error;
      }
    },
    dispose: () => void device?.then((gpu) => gpu.dispose()).catch(() => {}),
  };
}

function requireActions({ info }: Level, game: TinyGame): void {
  const names = info.actions.map(({ name }) => name).join(', ');
  if (names === game.actions.join(', ')) return;
  throw new FrameloomError(
    'load-failed',
    `${info.name} has the actions ${names}; ${game.title} has ${game.actions.join(', ')}. Choose its own game first.`,
  );
}
