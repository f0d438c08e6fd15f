// The picture has few flat colours, so that the number of its colour says all about a pixel.

const near = {
  sky: 0x9fd3f0,
  horizon: 0xd3eef7,
  hill: 0xa9c3d6,
  asphalt: 0x5b6070,
  worn: 0x4a4e5e,
  line: 0xf4f1e4,
  kerbRed: 0xd8463f,
  kerbWhite: 0xf0e2dc,
  grass: 0x7fb356,
  paving: 0xc9bba0,
  water: 0x4f9fd0,
  wallLight: 0xe6dcc8,
  wallDark: 0x3f5f86,
  hedge: 0x4d8a4a,
  hedgeDark: 0x3b7040,
  redLit: 0xd9694f,
  redShade: 0xb24f3d,
  blueLit: 0x5f8fd0,
  blueShade: 0x4570ad,
  yellowLit: 0xf0c556,
  yellowShade: 0xcf9f3c,
  creamLit: 0xf2e6cf,
  creamShade: 0xd0c0a4,
  brownLit: 0xa9785a,
  brownShade: 0x875c44,
  roof: 0x8a4a48,
  slate: 0x566074,
  window: 0x2f4158,
  leafLit: 0x6aa84a,
  leafShade: 0x4c8640,
  trunk: 0x6e5038,
  door: 0x9b5b3a,
  violet: 0x8d62b8,
  violetShade: 0x6f4a98,
} as const;

const far = {
  farRoad: 0x8a90a0,
  farGround: 0xa6c492,
  farLit: 0xe0d6cc,
  farShade: 0xb9b4b8,
  farGreen: 0x8fb592,
  haze: 0xbcd2de,
} as const;

const car = {
  hood: 0xc23b3b,
  hoodLight: 0xe06a5c,
  panel: 0x24262e,
  bar: 0x6fe08a,
  reverse: 0xf0a840,
  lampOff: 0x5a2a2a,
  lampOn: 0xff5040,
  needle: 0xf4f4f4,
} as const;

/** A colour by what it is the colour of. */
export type ColorName = keyof typeof near | keyof typeof far | keyof typeof car;

const colors: Readonly<Record<ColorName, number>> = { ...near, ...far, ...car };

/** Names of the colours, by number. */
export const colorNames: readonly ColorName[] = Object.keys(colors) as ColorName[];

/** RGB of each colour. */
export const palette: readonly (readonly [number, number, number])[] = Object.values(colors).map((rgb) => [
  rgb >> 16,
  (rgb >> 8) & 255,
  rgb & 255,
]);

/** The number of a colour. */
export const numberOf = (name: ColorName): number => colorNames.indexOf(name);

const groups: Readonly<
  Record<'farRoad' | 'farGround' | 'farLit' | 'farShade' | 'farGreen', readonly ColorName[]>
> = {
  farRoad: ['asphalt', 'worn', 'line', 'water'],
  farGround: ['grass', 'paving', 'kerbRed', 'kerbWhite'],
  farLit: ['redLit', 'blueLit', 'yellowLit', 'creamLit', 'brownLit', 'violet', 'wallLight'],
  farShade: [
    'redShade',
    'blueShade',
    'yellowShade',
    'creamShade',
    'brownShade',
    'violetShade',
    'wallDark',
    'window',
    'door',
    'roof',
    'slate',
  ],
  farGreen: ['leafLit', 'leafShade', 'trunk', 'hedge', 'hedgeDark'],
};

/** Metres from which colours are fewer, and from which all is haze. */
export const bands = { far: 26, haze: 52 } as const;

/** What becomes of each colour: near, far and in the haze. */
export const bandTables: readonly [Uint8Array, Uint8Array, Uint8Array] = [
  Uint8Array.from(colorNames, (_, i) => i),
  Uint8Array.from(colorNames, (name, i) => {
    const group = Object.entries(groups).find(([, names]) => names.includes(name));
    return group ? numberOf(group[0] as ColorName) : i;
  }),
  Uint8Array.from(colorNames, (_, i) => (i < numberOf('asphalt') ? i : numberOf('haze'))),
];
