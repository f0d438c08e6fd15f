/** The plan of the street, metres. It runs along −z; x is across, the camera enters at z ≈ 5. */
export const STREET = {
  /** Stall fronts are at ±front, house fronts at ±house. */
  front: 2.7,
  house: 5.2,
  near: 9,
  far: -46,
} as const;

export type StallPlan = {
  x: -1 | 1;
  z: number;
  /** Awning colours, linear-light hex. */
  stripe: [number, number];
  name: string;
  kind: 'fruit' | 'food' | 'bottles' | 'cloth' | 'paper';
};

const NAMES: readonly (readonly [string, StallPlan['kind'], number, number])[] = [
  ['LUMO NOODLES', 'food', 0xb3261e, 0xf3e4c2],
  ['PLUM STATION', 'fruit', 0x2f6f4f, 0xf5ead0],
  ['MOTH & MOON', 'bottles', 0x2b3f8f, 0xe8dcc0],
  ['PAPER FOX', 'paper', 0xc8641a, 0xf7edd4],
  ['OLD KETTLE TEA', 'bottles', 0x7a1f3d, 0xf0dcc0],
  ['SALT & EMBER', 'food', 0x1f6f78, 0xf5e8d0],
  ['KITE HOSPITAL', 'cloth', 0xb8962e, 0x8f2a1f],
  ['TINY OCEAN', 'fruit', 0x1d4f8f, 0xf2f2e6],
  ['BRASS HERON', 'paper', 0x5a2f7a, 0xf0e0c8],
  ['NINE LANTERNS', 'food', 0xa3201c, 0xf2d8a0],
  ['DUSK BAKERY', 'food', 0x8a4b1f, 0xf5e6cc],
  ['MIRA MENDS', 'cloth', 0x2e6b3c, 0xe9e0c8],
  ['INK & ORRERY', 'paper', 0x25356f, 0xd8cfae],
  ['QUINCE', 'fruit', 0x9a7a12, 0xf7efd8],
];

/** Stalls on both sides; some places are left free for trees, a fence and the view. */
export const stalls: readonly StallPlan[] = NAMES.map(([name, kind, a, b], i) => {
  const row = Math.floor(i / 2);
  const x = i % 2 === 0 ? -1 : 1;
  return { x, z: 1.2 - row * 5.3 - (x > 0 ? 1.6 : 0), stripe: [a, b], name, kind };
});

/** Places between stalls where a tree stands in a tub. */
export const trees: readonly { x: number; z: number; height: number }[] = stalls
  .filter((_, i) => i % 3 !== 1)
  .map(({ x, z }, i) => ({ x: x * 3.5, z: z - 2.65, height: 3.1 + (i % 3) * 0.5 }));

/** Names in neon tubes on the houses: text, side, height, z, linear HDR colour. */
export const neons: readonly {
  text: string;
  x: -1 | 1;
  y: number;
  z: number;
  color: [number, number, number];
  size: number;
}[] = [
  { text: 'NOODLES', x: -1, y: 4.6, z: -2.2, color: [5.5, 0.14, 0.42], size: 0.1 },
  { text: 'TEA', x: 1, y: 5.2, z: -5, color: [0.08, 2.4, 2.9], size: 0.16 },
  { text: 'HOTEL', x: -1, y: 5.6, z: -12, color: [0.22, 0.7, 5], size: 0.13 },
  { text: 'OPEN LATE', x: 1, y: 4.4, z: -14.5, color: [5.5, 0.9, 0.08], size: 0.085 },
  { text: 'CINEMA', x: 1, y: 6, z: -25, color: [4.2, 0.14, 2.6], size: 0.14 },
  { text: 'BATHS', x: -1, y: 5, z: -24, color: [0.1, 3.2, 0.8], size: 0.13 },
];
