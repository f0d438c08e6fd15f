import { expect, it } from 'vitest';
import { defaults, effectiveRatio, formatSettings, parseSettings } from '../../examples/shared/settings.ts';

it('writes only what differs, and reads it back', () => {
  const settings = {
    ...defaults,
    a: 'native',
    quality: 'custom',
    ratio: 2.25,
    split: 0.125,
    paused: true,
    debug: 'locks',
    scene: 'thin',
  } as const;
  const query = formatSettings(settings, defaults);
  expect(query).toBe('?a=native&quality=custom&ratio=2.25&debug=locks&scene=thin&split=0.125&paused=1');
  expect(parseSettings(query, defaults)).toEqual(settings);
  expect(formatSettings(defaults, defaults)).toBe('');
});

it('takes the default for what makes no sense, and the limit for what goes too far', () => {
  const query =
    '?a=dlss&b=&quality=best&debug=1&ratio=NaN&split=&speed=fast&sharpness=7&scale=-3&time=-1&paused=0&panel=';
  expect(parseSettings(query, defaults)).toEqual({ ...defaults, sharpness: 1, scale: 0.1, paused: false });
});

it('knows the ratio of every quality mode', () => {
  expect(effectiveRatio({ ...defaults, quality: 'nativeAA', ratio: 3 })).toBe(1);
  expect(effectiveRatio({ ...defaults, quality: 'ultraPerformance' })).toBe(3);
  expect(effectiveRatio({ ...defaults, quality: 'custom', ratio: 1.4 })).toBe(1.4);
});
