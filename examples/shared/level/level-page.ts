import type { Gpu } from '@frameloom/gpu';
import type { Level } from '@frameloom/world';
import type { Still } from '../stills.ts';
import type { Companion } from './companion.ts';
import type { Look } from './looks.ts';
import type { Screens, ScreenTexts } from './screens.ts';
import type { Truth } from './truth.ts';

/** Where a level starts. */
export type Place = { start: number; seed: number };

/** A level and what its page says about it. */
export type LevelPage = {
  /** As `loadLevel` takes it. */
  url: string | URL;
  /** Where its weights are, if not beside it. */
  weights?: URL;
  /** Shown where the page cannot run. */
  still: Still;
  screens: ScreenTexts;
  /** Which of the other screens show at first. Default none. */
  shown?: readonly ('truth' | 'memory')[];
  /** Lies on the level until it is started. */
  createIntro(start: () => void): HTMLElement;
  /** Keys on the screen. */
  createPads?(): HTMLElement;
  /** The real game on a canvas. */
  createTruth(canvas: HTMLCanvasElement): Truth;
  /** Ways to show its pictures, beside their own pixels. */
  looks?: readonly Look[];
  createCompanion?(gpu: Gpu, level: Level, beside: { truth: Truth; screens: Screens }): Companion;
  createPanel(
    level: Level,
    figures: HTMLElement,
    options: { place: Place; choose(place: Partial<Place>): void },
  ): HTMLElement;
};
