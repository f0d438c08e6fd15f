import { scaleLimits, type Restoration, type ShippedModel } from '@frameloom/video';

/** What can be shown on one side: the video as the browser scales it, or one of ours. */
export type SideId = 'browser' | 'auto' | 'none' | ShippedModel;

export const sideIds: readonly SideId[] = ['browser', 'auto', 'none', 'small', 'medium', 'large'];

/** Frames to show a second: those of the video, 60, or one at every refresh of the display. */
export const frameRates = ['video', '60', 'display'] as const;

/** The choice as options of `upscaleVideo()` have it. */
export function frameRateOf(choice: VideoSettings['frameRate']): number | 'display' | undefined {
  if (choice === 'video') return undefined;
  return choice === 'display' ? choice : Number(choice);
}

export const sideTexts: Readonly<Record<SideId, { title: string; summary: string }>> = {
  browser: { title: 'Browser', summary: 'The <video> element as it is' },
  auto: { title: 'Automatic', summary: 'The small network; without one where the GPU is too slow' },
  none: { title: 'Resampled', summary: 'Windowed sinc and sharpening, without a network' },
  small: { title: 'Small network', summary: 'Runs on phones and laptops' },
  medium: { title: 'Medium network', summary: 'Three times the work of the small one' },
  large: { title: 'Large network', summary: 'For strong GPUs, and for converting files' },
};

/** Everything a visitor can choose; it lives in the address. */
export type VideoSettings = {
  a: SideId;
  b: SideId;
  /** Place of the divider, 0 to 1. */
  split: number;
  scale: number | 'fit';
  /** 0 … 1; undefined leaves it to the model. */
  sharpness: number | undefined;
  /** 0 … 1: degradation level of the video; `'auto'` estimates it from the picture. */
  restoration: Restoration;
  /** 0 … 1: how strongly black-and-white footage is coloured. */
  colourise: number;
  frameRate: (typeof frameRates)[number];
  panel: boolean;
};

export const videoDefaults: VideoSettings = {
  a: 'browser',
  b: 'auto',
  split: 0.5,
  scale: 'fit',
  sharpness: undefined,
  restoration: 'auto',
  colourise: 0,
  frameRate: 'video',
  panel: true,
};

/** The settings of the page, read from its address, written back to it, watched by whoever shows them. */
export type VideoStore = {
  readonly value: Readonly<VideoSettings>;
  set(patch: Partial<VideoSettings>): void;
  /** Calls the listener now and after each change. */
  watch(listener: (value: Readonly<VideoSettings>) => void): () => void;
};

export function createVideoStore(base: VideoSettings): VideoStore {
  const listeners = new Set<(value: Readonly<VideoSettings>) => void>();
  let value = parse(location.search, base);
  let pending = 0;
  const writeAddress = (): void => {
    pending = 0;
    history.replaceState(history.state, '', location.pathname + format(value, base) + location.hash);
  };
  return {
    get value() {
      return value;
    },
    set(patch) {
      value = { ...value, ...patch };
      for (const listener of listeners) listener(value);
      // Browsers refuse more than some hundred address changes in half a minute.
      if (pending === 0) pending = window.setTimeout(writeAddress, 250);
    },
    watch(listener) {
      listeners.add(listener);
      listener(value);
      return () => listeners.delete(listener);
    },
  };
}

function parse(query: string, base: VideoSettings): VideoSettings {
  const values = new URLSearchParams(query);
  const number = (name: string, low: number, high: number): number | undefined => {
    const text = values.get(name);
    const parsed = text === null || text.trim() === '' ? Number.NaN : Number(text);
    return Number.isFinite(parsed) ? Math.min(high, Math.max(low, parsed)) : undefined;
  };
  const side = (name: 'a' | 'b'): SideId => sideIds.find((id) => id === values.get(name)) ?? base[name];
  const panel = values.get('panel');
  return {
    a: side('a'),
    b: side('b'),
    split: number('split', 0, 1) ?? base.split,
    scale: number('scale', scaleLimits.min, scaleLimits.max) ?? base.scale,
    sharpness: number('sharpness', 0, 1) ?? base.sharpness,
    restoration:
      values.get('restoration') === 'auto' ? 'auto' : (number('restoration', 0, 1) ?? base.restoration),
    colourise: number('colourise', 0, 1) ?? base.colourise,
    frameRate: frameRates.find((choice) => choice === values.get('frameRate')) ?? base.frameRate,
    panel: panel === null ? base.panel : panel !== '0',
  };
}

function format(settings: VideoSettings, base: VideoSettings): string {
  const values = new URLSearchParams();
  for (const name of Object.keys(settings) as (keyof VideoSettings)[]) {
    const value = settings[name];
    if (value === base[name] || value === undefined) continue;
    if (typeof value === 'boolean') values.set(name, value ? '1' : '0');
    else values.set(name, typeof value === 'number' ? String(Math.round(value * 1000) / 1000) : value);
  }
  const text = values.toString();
  return text === '' ? '' : `?${text}`;
}
