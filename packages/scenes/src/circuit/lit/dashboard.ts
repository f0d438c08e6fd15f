import type { CarState } from '../car.ts';
import { drawDashboard } from '../dashboard.ts';
import { numberOf } from '../palette.ts';
import { view } from '../raster.ts';
import { albedo, toByte } from './surface.ts';

const scale = 3;
const width = scale * view.width;
const hoodRows = 6;
const flat = new Uint8Array(view.width * (view.height + 4));
const hood = numberOf('hood');
const panel = numberOf('panel');
const glowing: ReadonlySet<number> = new Set((['bar', 'reverse', 'needle', 'lampOn'] as const).map(numberOf));

/** Light of each of the twelve rows of instruments: bars are round. */
const round = [0.55, 0.7, 0.85, 0.85, 1.05, 1.15, 1.1, 0.95, 0.8, 0.75, 0.65, 0.5];

/** Draws the car's hood and its instruments over a lit picture. */
export function paintDashboard(car: Readonly<CarState>, into: Uint8Array): void {
  paintHood(into);
  drawDashboard(car, flat);
  for (let y = 0; y < scale * 4; y++) {
    for (let x = 0; x < width; x++) {
      const number = flat[(view.height + Math.floor(y / scale)) * view.width + Math.floor(x / scale)]!;
      const glow = number === panel ? 0.9 : (glowing.has(number) ? 1.15 : 0.9) * round[y]!;
      const at = 3 * ((scale * view.height + y) * width + x);
      for (let i = 0; i < 3; i++) into[at + i] = toByte(albedo[3 * number + i]! * glow);
    }
  }
}

/** The hood widens towards the driver, mirrors the sky where it is farthest, and has a ridge along its middle. */
function paintHood(into: Uint8Array): void {
  const rows = scale * hoodRows;
  for (let row = 0; row < rows; row++) {
    const half = scale * 22 + 2 * (row + 0.5) - scale;
    const y = scale * view.height - rows + row;
    const far = 1 - row / rows;
    for (let x = 0; x < width; x++) {
      const side = Math.abs(x + 0.5 - width / 2);
      const covered = Math.max(0, Math.min(1, (half - side) / 2 + 0.5));
      if (covered === 0) continue;
      const ridge = 0.35 * Math.exp(-((side / 2.2) ** 2));
      const shine = 0.5 * far ** 3 + ridge + 0.12 * (1 - side / half);
      const at = 3 * (y * width + x);
      for (let i = 0; i < 3; i++) {
        const own = albedo[3 * hood + i]! * (0.75 + 0.35 * far) + shine * [0.3, 0.36, 0.45][i]!;
        into[at + i] = Math.round(into[at + i]! * (1 - covered) + toByte(own) * covered);
      }
    }
  }
}
