import { sceneInfos } from '@frameloom/scenes';
import { readQuery } from '../shared/settings.ts';
import { createStoreOf, type Store } from '../shared/store.ts';
import { debugTexts, type DebugView } from './debug.ts';

export const baseRates = ['15', '20', '30'] as const;
export const modes = ['interpolate', 'extrapolate'] as const;
export const models = ['none', 'standard'] as const;
export const qualities = ['nativeAA', 'quality', 'performance'] as const;

/** Everything a visitor can choose; it lives in the address. */
export type BetweenSettings = {
  scene: string;
  /** Rendered frames a second, where the display's rate is a multiple of it. */
  base: (typeof baseRates)[number];
  mode: (typeof modes)[number];
  /** What chooses among the warped candidates. */
  model: (typeof models)[number];
  quality: (typeof qualities)[number];
  debug: DebugView;
  split: number;
  /** Times real time: below 1 every refresh is shown for longer. */
  speed: number;
  paused: boolean;
  /** Seconds of the world's clock at the start. */
  time: number;
  /** Canvas pixels per device pixel, or as many as move at a pleasant rate. */
  scale: number | 'auto';
  panel: boolean;
};

export type BetweenStore = Store<BetweenSettings>;

/** Speeds to choose from. */
export const speeds = [0.125, 0.25, 0.5, 1] as const;

const defaults: BetweenSettings = {
  scene: 'market',
  base: '20',
  mode: 'interpolate',
  model: 'none',
  quality: 'performance',
  debug: 'none',
  split: 0.5,
  speed: 1,
  paused: false,
  time: 5,
  scale: 'auto',
  panel: true,
};

export function createBetweenStore(): BetweenStore {
  const paused = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const panel = !matchMedia('(max-width: 720px)').matches;
  return createStoreOf({ ...defaults, paused, panel }, parse);
}

function parse(query: string, base: BetweenSettings): BetweenSettings {
  const { oneOf, number, flag } = readQuery(query, base);
  const speed = number('speed', 0.125, 1);
  const scale = number('scale', 0.1, 1);
  return {
    scene: oneOf(
      'scene',
      sceneInfos.map(({ name }) => name),
    ),
    base: oneOf('base', baseRates),
    mode: oneOf('mode', modes),
    model: oneOf('model', models),
    quality: oneOf('quality', qualities),
    debug: oneOf('debug', Object.keys(debugTexts) as DebugView[]),
    split: number('split', 0, 1),
    speed: speeds.find((value) => value >= speed) ?? 1,
    paused: flag('paused'),
    time: number('time', 0, 3600),
    scale: Number.isNaN(scale) ? base.scale : scale,
    panel: flag('panel'),
  };
}
