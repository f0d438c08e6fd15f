import type { FeatureVector } from '../features.ts';
import type { Layout } from '../layout.ts';
import type { LevelSpec } from '../level-spec.ts';

/** Input of the references; `act` changes `state` in place. */
export type Scene = { spec: LevelSpec; layout: Layout; state: Uint32Array };

/** A map without rows: `data[channel · count + index]`. */
export type Values = { channels: number; count: number; data: Float32Array };

/** One number of a map. */
export function valueAt({ count, data }: Values, channel: number, index: number): number {
  return data[channel * count + index]!;
}

/** Makes a map from a function. */
export function fill(
  channels: number,
  count: number,
  at: (channel: number, index: number) => number,
): Values {
  const data = Float32Array.from({ length: channels * count }, (_, i) =>
    at(Math.floor(i / count), i % count),
  );
  return { channels, count, data };
}

/** Makes a map of feature vectors from the parts of each. */
export function fillFeatures(
  { parts, channels }: FeatureVector,
  rows: readonly Readonly<Record<string, readonly number[]>>[],
): Values {
  const result: Values = { channels, count: rows.length, data: new Float32Array(channels * rows.length) };
  rows.forEach((row, index) => {
    for (const [name, { at, size }] of Object.entries(parts)) {
      for (let i = 0; i < size; i++) result.data[(at + i) * rows.length + index] = row[name]![i]!;
    }
  });
  return result;
}

/** `count` numbers, 1 at `value` and else 0. */
export function oneHot(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Number(i === value));
}

export function wrap(value: number, around: number): number {
  return ((value % around) + around) % around;
}

/** Shortest signed distance on the torus, from −around / 2. */
export function offset(start: number, end: number, around: number): number {
  const half = Math.floor(around / 2);
  return wrap(end - start + half, around) - half;
}

/** Index in the state of a cell's code. */
export function cellIndex({ spec, layout }: Scene, x: number, y: number): number {
  const { columns, rows } = spec.world;
  return layout.cellsStart + wrap(y, rows) * columns + wrap(x, columns);
}

/** Position and look of a mover. */
export function moverOf({ layout, state }: Scene, mover: number): { x: number; y: number; look: number } {
  const at = layout.moversStart + 3 * mover;
  return { x: state[at]!, y: state[at + 1]!, look: state[at + 2]! };
}

/** Pixels from the world's corner to the window's. */
export function windowStart(scene: Scene): { x: number; y: number } {
  const { x, y } = moverOf(scene, 0);
  const { unitPixels } = scene.layout;
  return { x: x * unitPixels - scene.spec.anchor.x, y: y * unitPixels - scene.spec.anchor.y };
}
