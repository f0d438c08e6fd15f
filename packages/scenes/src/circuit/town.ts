import { createRandom, type Random } from '../kit/prng.ts';
import type { ColorName } from './palette.ts';
import { cone, face, gable, sides, windows, type Face, type Solid, type Tones } from './solids.ts';
import { halfWidth, lap, pieces, plot, plots, pointAt } from './track.ts';

const walls: readonly Tones[] = [
  ['redLit', 'redShade'],
  ['blueLit', 'blueShade'],
  ['yellowLit', 'yellowShade'],
  ['creamLit', 'creamShade'],
  ['brownLit', 'brownShade'],
];

/** The layout that levels learn. */
export const usualLayout = 41;

/**
 * All that stands beside the road, always the same for a layout. In others than the usual one houses, trees, towers, walls and
 * colours differ; the road stays.
 */
export function buildTown(layout: number): Solid[] {
  const random = createRandom(layout);
  const taken = landmarks(layout);
  return [...roadside(layout), ...gantry(), ...taken, ...fill(random, taken)];
}

/** Items in another order, except in the usual layout. */
function shuffled<Item>(items: readonly Item[], layout: number): Item[] {
  const list = [...items];
  if (layout === usualLayout) return list;
  const random = createRandom(layout ^ 0x70ad);
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}

function solid(x: number, z: number, radius: number, faces: readonly Face[]): Solid {
  return { x, z, radius, faces };
}

/** Low walls on both sides; their colours take turns, and change from stretch to stretch. */
function roadside(layout: number): Solid[] {
  const usual: readonly (readonly [ColorName, ColorName])[] = [
    ['wallLight', 'wallDark'],
    ['hedge', 'hedgeDark'],
    ['wallLight', 'redShade'],
    ['yellowShade', 'wallDark'],
  ];
  const looks = shuffled(usual, layout);
  return pieces.flatMap(({ start, length, turn }, i) =>
    [-1, 1].flatMap((side) => {
      const at = side * halfWidth.wall;
      const count = Math.max(2, Math.round((length * (1 - (turn * at) / (plot / 2))) / 4));
      const look = looks[(Math.floor(i / 2) + (side > 0 ? 1 : 0)) % looks.length]!;
      return Array.from({ length: count }, (_, k) => {
        const a = pointAt(start + (length * k) / count, at);
        const b = pointAt(start + (length * (k + 1)) / count - 1e-6, at);
        const corners = [a.x, 0, a.z, b.x, 0, b.z, b.x, 0.7, b.z, a.x, 0.7, a.z];
        return solid((a.x + b.x) / 2, (a.z + b.z) / 2, 4, [face(look[k % 2]!, corners, true)]);
      });
    }),
  );
}

/** A beam over the start line. */
function gantry(): Solid[] {
  const { x, z } = pointAt(1, 0);
  const span = 2 * halfWidth.wall + 1;
  return [
    solid(x, z, 8, [
      ...sides(['violet', 'violetShade'], x, z, 0.4, span, 4.2, 5.4),
      ...sides(['violetShade', 'violet'], x, z - span / 2, 0.5, 0.5, 0, 4.2),
      ...sides(['violetShade', 'violet'], x, z + span / 2, 0.5, 0.5, 0, 4.2),
    ]),
  ];
}

function house(
  x: number,
  z: number,
  width: number,
  depth: number,
  floors: number,
  tones: Tones,
  roof: ColorName,
): Solid {
  const eaves = 0.6 + 2.8 * floors;
  return solid(x, z, Math.hypot(width, depth) / 2 + floors, [
    ...sides(tones, x, z, width, depth, 0, eaves),
    ...gable(roof, tones[1], x, z, width + 0.6, depth + 0.6, eaves, eaves + depth * 0.35),
    ...windows(x, z, width, depth, floors),
    ...sides(['door', 'door'], x, z, 1.1, depth + 0.1, 0, 1.9).slice(0, 2),
  ]);
}

function tree(x: number, z: number, size: number): Solid {
  return solid(x, z, 3 * size, [
    ...sides(['trunk', 'trunk'], x, z, 0.5 * size, 0.5 * size, 0, 1.3 * size),
    ...cone(['leafLit', 'leafShade'], x, z, 1.7 * size, 1.1 * size, 5 * size),
  ]);
}

function tower(x: number, z: number, width: number, height: number, tones: Tones, top: Tones): Solid {
  return solid(x, z, width + 3, [
    ...sides(tones, x, z, width, width, 0, height),
    ...windows(x, z, width, width, Math.floor(height / 3.5)),
    ...cone(top, x, z, width * 0.8, height, height + width, 4),
  ]);
}

const towers: readonly (readonly [width: number, height: number, tones: Tones, top: Tones])[] = [
  [5, 16, ['violet', 'violetShade'], ['yellowLit', 'yellowShade']],
  [6, 9, ['creamLit', 'creamShade'], ['roof', 'redShade']],
  [4, 20, ['creamLit', 'creamShade'], ['blueLit', 'blueShade']],
  [7, 12, ['blueLit', 'blueShade'], ['slate', 'wallDark']],
  [5, 14, ['redLit', 'redShade'], ['creamLit', 'creamShade']],
  [6, 11, ['yellowLit', 'yellowShade'], ['violet', 'violetShade']],
];

/** What tells corners apart. */
function landmarks(layout: number): Solid[] {
  const places = [
    [6.7, 0.4],
    [6.6, 1.9],
    [2.5, 1.5],
    [4.5, 3.6],
    [-0.6, 4.3],
    [-0.5, -0.5],
  ] as const;
  return shuffled(towers, layout).map((look, i) =>
    tower(places[i]![0] * plot, places[i]![1] * plot, ...look),
  );
}

/** Houses and trees wherever there is room. */
function fill(random: Random, taken: readonly Solid[]): Solid[] {
  const list: Solid[] = [];
  const spacing = 8;
  for (let z = -spacing; z <= plots.rows * plot + spacing; z += spacing) {
    for (let x = -spacing; x <= plots.columns * plot + spacing; x += spacing) {
      const [px, pz] = [x + random.range(-1, 1), z + random.range(-1, 1)];
      const kind = random.next();
      const [width, depth] = [random.range(5, 7.5), random.range(5, 7.5)];
      const floors = 1 + random.int(3);
      const [tones, size] = [random.pick(walls), random.range(0.8, 1.4)];
      const room = roomAt(px, pz);
      if (taken.some((other) => Math.hypot(other.x - px, other.z - pz) < other.radius)) continue;
      if (room > Math.hypot(width, depth) / 2 + 0.6 && kind < 0.62)
        list.push(house(px, pz, width, depth, floors, tones, kind < 0.3 ? 'roof' : 'slate'));
      else if (room > 1.5 && kind < 0.8) list.push(tree(px, pz, Math.min(size, room / 1.7)));
    }
  }
  return list;
}

/** Metres from a point to the nearest wall. */
function roomAt(x: number, z: number): number {
  let least = Infinity;
  for (let along = 0; along < lap; along += 1) {
    const point = pointAt(along, 0);
    least = Math.min(least, Math.hypot(point.x - x, point.z - z));
  }
  return least - halfWidth.wall;
}
