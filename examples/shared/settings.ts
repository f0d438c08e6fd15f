import type { DebugView, Quality } from '@frameloom/upscale';
import { qualityRatios } from '@frameloom/upscale';
import type { MethodId } from '@frameloom/scenes/methods';

/** Names of the quality modes, plus a ratio of one's own. */
export const qualityIds: readonly (Quality | 'custom')[] = [
  'nativeAA',
  'ultraQuality',
  'quality',
  'balanced',
  'performance',
  'ultraPerformance',
  'custom',
];

/** The methods that the gallery compares. */
export const shownMethods: readonly MethodId[] = [
  'native',
  'native-traa',
  'bilinear',
  'fsr1',
  'taau',
  'spatial',
  'analytic',
  'standard',
];

export const debugViews: readonly DebugView[] = [
  'none',
  'motion',
  'disocclusion',
  'reactive',
  'locks',
  'accumulation',
  'exposure',
  'history',
];

/** Everything a visitor can choose. It lives in the address, so that a link shows what its sender saw. */
export type Settings = {
  a: MethodId;
  b: MethodId;
  quality: Quality | 'custom';
  /** Display size over render size per axis, used where `quality` is `custom`. */
  ratio: number;
  sharpness: number;
  debug: DebugView;
  scene: string;
  /** Place of the divider, 0 to 1. */
  split: number;
  /** Times real time; 0 stops the world while the picture goes on being refined. */
  speed: number;
  paused: boolean;
  /** Seconds of the world's clock at the start. */
  time: number;
  /** Canvas pixels per device pixel; `'auto'` is less than 1 where the GPU is slow. */
  scale: number | 'auto';
  panel: boolean;
};

export const defaults: Settings = {
  a: 'bilinear',
  b: 'analytic',
  quality: 'performance',
  ratio: 2,
  sharpness: 0.2,
  debug: 'none',
  scene: 'market',
  split: 0.5,
  speed: 1,
  paused: false,
  time: 0,
  scale: 'auto',
  panel: true,
};

/** Display size over render size that the settings ask for. */
export function effectiveRatio(settings: Settings): number {
  return settings.quality === 'custom' ? settings.ratio : qualityRatios[settings.quality];
}

/** Reads settings from an address' query; what is missing or makes no sense is taken from `base`. */
export function parseSettings(query: string, base: Settings): Settings {
  const { oneOf, number, flag, text } = readQuery(query, base);
  const scale = number('scale', 0.1, 1);
  return {
    a: oneOf('a', shownMethods),
    b: oneOf('b', shownMethods),
    quality: oneOf('quality', qualityIds),
    ratio: number('ratio', 1, 3),
    sharpness: number('sharpness', 0, 1),
    debug: oneOf('debug', debugViews),
    scene: text('scene'),
    split: number('split', 0, 1),
    speed: number('speed', 0, 2),
    paused: flag('paused'),
    time: number('time', 0, 3600),
    scale: Number.isNaN(scale) ? base.scale : scale,
    panel: flag('panel'),
  };
}

/** Readers of the values of a query by name; what is missing or makes no sense is taken from `base`. */
export function readQuery<T extends object>(query: string, base: T): QueryReaders<T> {
  const values = new URLSearchParams(query);
  const at = (name: string): unknown => base[name as keyof T];
  return {
    oneOf: (name, options) =>
      options.find((option) => option === values.get(name)) ?? (at(name) as (typeof options)[number]),
    number(name, low, high) {
      const text = values.get(name);
      const value = text === null || text.trim() === '' ? Number.NaN : Number(text);
      return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : Number(at(name));
    },
    flag(name) {
      const text = values.get(name);
      return text === null ? Boolean(at(name)) : text !== '0' && text !== 'false';
    },
    text: (name) => values.get(name) ?? String(at(name)),
  };
}

type QueryReaders<T> = {
  oneOf<V extends string>(name: keyof T & string, options: readonly V[]): V;
  number(name: keyof T & string, low: number, high: number): number;
  flag(name: keyof T & string): boolean;
  text(name: keyof T & string): string;
};

/** The shortest query that brings `settings` back. */
export function formatSettings<T extends object>(settings: T, base: T): string {
  const values = new URLSearchParams();
  for (const [name, value] of Object.entries(settings)) {
    if (value === base[name as keyof T]) continue;
    values.set(name, typeof value === 'boolean' ? (value ? '1' : '0') : shorten(value));
  }
  const text = values.toString();
  return text === '' ? '' : `?${text}`;
}

function shorten(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 1000) / 1000) : value;
}
