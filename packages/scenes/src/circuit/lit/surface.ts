import { colorNames, palette, type ColorName } from '../palette.ts';

/** Linear light of an sRGB value from 0 to 1. */
const toLinear = (value: number): number =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;

/** Shades that stand for the same paint away from the light: here light makes them. */
const paints: Partial<Record<ColorName, ColorName>> = {
  redShade: 'redLit',
  blueShade: 'blueLit',
  yellowShade: 'yellowLit',
  creamShade: 'creamLit',
  brownShade: 'brownLit',
  violetShade: 'violet',
  leafShade: 'leafLit',
};

/** Linear RGB that a surface of each colour of the palette throws back. */
export const albedo: Float32Array = Float32Array.from(
  colorNames.flatMap((name) =>
    palette[colorNames.indexOf(paints[name] ?? name)]!.map((value) => 0.85 * toLinear(value / 255)),
  ),
);

/** How much of the sky each colour mirrors. */
export const mirrors: Float32Array = Float32Array.from(colorNames, (name) =>
  name === 'window' ? 0.45 : name === 'water' ? 0.35 : 0,
);

const table = Uint8Array.from({ length: 4097 }, (_, i) => {
  const value = i / 4096;
  return Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
});

/** The sRGB byte of linear light. */
export const toByte = (value: number): number => table[value >= 1 ? 4096 : (value * 4096 + 0.5) | 0]!;
