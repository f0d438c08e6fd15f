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
  /** Canvas pixels per device pixel, below 1 on slow machines. */
  scale: number;
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
  scale: 1,
  panel: true,
};

/** Display size over render size that the settings ask for. */
export function effectiveRatio(settings: Settings): number {
  return settings.quality === 'custom' ? settings.ratio : qualityRatios[settings.quality];
}

/** Reads settings from an address' query; what is missing or makes no sense is taken from `base`. */
export function parseSettings(query: string, base: Settings): Settings {
  const values = new URLSearchParams(query);
  const number = (name: keyof Settings, low: number, high: number): number => {
    const text = values.get(name);
    const value = text === null || text.trim() === '' ? Number.NaN : Number(text);
    return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : Number(base[name]);
  };
  const flag = (name: 'paused' | 'panel'): boolean => {
    const text = values.get(name);
    return text === null ? base[name] : text !== '0' && text !== 'false';
  };
  return {
    a: oneOf(shownMethods, values.get('a'), base.a),
    b: oneOf(shownMethods, values.get('b'), base.b),
    quality: oneOf(qualityIds, values.get('quality'), base.quality),
    ratio: number('ratio', 1, 3),
    sharpness: number('sharpness', 0, 1),
    debug: oneOf(debugViews, values.get('debug'), base.debug),
    scene: values.get('scene') ?? base.scene,
    split: number('split', 0, 1),
    speed: number('speed', 0, 2),
    paused: flag('paused'),
    time: number('time', 0, 3600),
    scale: number('scale', 0.1, 1),
    panel: flag('panel'),
  };
}

/** The shortest query that brings `settings` back. */
export function formatSettings(settings: Settings, base: Settings): string {
  const values = new URLSearchParams();
  for (const [name, value] of Object.entries(settings)) {
    if (value === base[name as keyof Settings]) continue;
    values.set(name, typeof value === 'boolean' ? (value ? '1' : '0') : shorten(value));
  }
  const text = values.toString();
  return text === '' ? '' : `?${text}`;
}

function oneOf<T extends string>(options: readonly T[], text: string | null, fallback: T): T {
  return options.find((option) => option === text) ?? fallback;
}

function shorten(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 1000) / 1000) : value;
}
