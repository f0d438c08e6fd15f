import type { Direction } from './project.ts';

/** Towards the sun. */
export const sun: Direction = unit(-0.62, 0.52, 0.5);

/** Linear light: of the sun, of an open sky, and what the ground throws back. */
export const light = {
  sun: [1.5, 1.24, 0.88],
  sky: [0.25, 0.33, 0.46],
  ground: [0.08, 0.07, 0.06],
} as const;

/** What distance turns everything into, and the hills. */
export const fog: readonly [number, number, number] = [0.62, 0.72, 0.82];
const hill = [0.2, 0.3, 0.4] as const;
const zenith = [0.17, 0.38, 0.72] as const;

/** Share of a thing's own light that is left after so many metres. */
export const clearAt = (distance: number): number => Math.exp(-((distance / 36) ** 2));

/** The sky by its slope upwards and by the cosine of its angle to the sun. */
export function skyInto(slope: number, toSun: number, into: Float64Array): void {
  const share = Math.exp(-3.2 * Math.max(0, slope));
  const glow = toSun > 0 ? 0.22 * toSun ** 6 + 0.35 * toSun ** 60 : 0;
  for (let i = 0; i < 3; i++) into[i] = zenith[i]! + (fog[i]! - zenith[i]!) * share + glow * light.sun[i]!;
}

/** The hills by the slope at which they are seen. */
export function hillInto(slope: number, into: Float64Array): void {
  const share = 0.45 + 0.4 * Math.exp(-14 * Math.max(0, slope));
  for (let i = 0; i < 3; i++) into[i] = hill[i]! + (fog[i]! - hill[i]!) * share;
}

function unit(x: number, y: number, z: number): Direction {
  const length = Math.sqrt(x * x + y * y + z * z);
  return [x / length, y / length, z / length];
}
