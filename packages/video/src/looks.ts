import { FrameloomError } from '@frameloom/gpu';

/** How badly a video was treated: 0 clean … 1 harsh, or `'auto'`, which sees it from the picture. */
export type Restoration = number | 'auto';

/** How frames are to look: options of everything here that enlarges. */
export type PictureOptions = {
  /** 0 … 1. Default 0.35 without a network and 0 with one, which has learned how sharp to be. */
  sharpness?: number;
  /**
   * How badly the video was treated by codecs, noise and blur, as its network is told: 0 clean, as something rendered or a
   * photograph is, 1 harsh, as a video of very low bit rate. Default `'auto'`: a small network of its own sees it, on every
   * eighth frame; until that is loaded, and where it cannot be, 0.5. Without a network that enlarges it has no effect.
   */
  restoration?: Restoration;
  /**
   * Colours black-and-white footage: `true`, or a strength from 0 (as it is) to 1 (`true`). Default `false`. A network of
   * its own is loaded for it.
   */
  colourise?: boolean | number;
};

/** What {@link PictureOptions} come to; undefined where the model decides. */
export type Looks = { sharpness: number | undefined; restoration: Restoration; colourise: number };

/** What most video of the web has been through; see models/video/README.md. Counts where nobody says and nothing sees it. */
export const usualRestoration = 0.5;

/** Checks the options and fills in what was not said. Throws FrameloomError `invalid-argument`. */
export function looksOf(where: string, options: PictureOptions): Looks {
  return {
    sharpness:
      options.sharpness === undefined ? undefined : requireShare(where, 'sharpness', options.sharpness),
    restoration: requireRestoration(where, options.restoration ?? 'auto'),
    colourise: requireStrength(where, options.colourise ?? false),
  };
}

/** Only what concerns the looks, for handing on. */
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
