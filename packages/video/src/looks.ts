import { FrameloomError } from '@frameloom/gpu';

/** Degradation level of a video: 0 clean … 1 strongly compressed, or `'auto'`, which estimates it from the frames. */
export type Restoration = number | 'auto';

/** Picture options, the same for every function of this package that enlarges. */
export type PictureOptions = {
  /** 0 … 1. Default 0.35 without a network and 0 with one, which has learned how sharp to be. */
  sharpness?: number;
  /**
   * Degradation level (compression, noise, blur) that the network receives as an input: 0 for clean sources such as rendered
   * video or photographs, 1 for video of very low bit rate. Default `'auto'`: a small second network estimates the level on
   * every eighth frame; while it loads, and if it fails to load, the level is 0.5. No effect without an enlarging network.
   */
  restoration?: Restoration;
  /**
   * Colourises black-and-white footage: `true`, or a strength from 0 (unchanged) to 1 (`true`). Default `false`. Loads a
   * separate network.
   */
  colourise?: boolean | number;
};

/** Resolved {@link PictureOptions}; `sharpness` is undefined where the model's default applies. */
export type Looks = { sharpness: number | undefined; restoration: Restoration; colourise: number };

/** Degradation level of typical web video (models/video/README.md). Used when the level is neither given nor estimated. */
export const usualRestoration = 0.5;

/** Checks the options and fills in the defaults. Throws FrameloomError `invalid-argument`. */
export function looksOf(where: string, options: PictureOptions): Looks {
  return {
    sharpness:
      options.sharpness === undefined ? undefined : requireShare(where, 'sharpness', options.sharpness),
    restoration: requireRestoration(where, options.restoration ?? 'auto'),
    colourise: requireStrength(where, options.colourise ?? false),
  };
}

/** Picks the picture options out of a larger options object. */
export function pictureOptionsOf(options: {
  [Key in keyof PictureOptions]: PictureOptions[Key] | undefined;
}): PictureOptions {
  const { sharpness, restoration, colourise } = options;
  return {
    ...(sharpness !== undefined && { sharpness }),
    ...(restoration !== undefined && { restoration }),
    ...(colourise !== undefined && { colourise }),
  };
}

/** The strength of `colourise`, 0 … 1. Throws FrameloomError `invalid-argument`. */
export function requireStrength(where: string, value: unknown): number {
  return typeof value === 'boolean' ? Number(value) : requireShare(where, 'colourise', value);
}

/** `'auto'` or a number from 0 to 1. Throws FrameloomError `invalid-argument`. */
export function requireRestoration(where: string, value: unknown): Restoration {
  return value === 'auto' ? value : requireShare(where, 'restoration', value, "'auto' or ");
}

/** A number from 0 to 1. Throws FrameloomError `invalid-argument`. */
export function requireShare(where: string, name: string, value: unknown, orElse = ''): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new FrameloomError(
    'invalid-argument',
    `${where}: ${name} must be ${orElse}a number from 0 to 1, got ${String(value)}.`,
  );
}
