import { topSpeed, type CarState } from './car.ts';
import { numberOf } from './palette.ts';
import { view } from './raster.ts';

const [hood, hoodLight, panel] = [numberOf('hood'), numberOf('hoodLight'), numberOf('panel')];
const [bar, reverse, needle] = [numberOf('bar'), numberOf('reverse'), numberOf('needle')];
const [lampOff, lampOn] = [numberOf('lampOff'), numberOf('lampOn')];

/** Columns of the dashboard: the bar's left and length, the middle and reach of the needle, the lamp's left and width. */
export const dashboard = {
  bar: { left: 2, length: 45 },
  wheel: { middle: 66, reach: 15 },
  lamp: { left: 86, width: 8 },
} as const;
const { bar: speedBar, wheel, lamp } = dashboard;
const hoodRows = 6;

/** Draws what belongs to the car: its hood, and rows with a bar of the speed, the wheel's place, and the lamp of crashes. */
export function drawDashboard({ speed, steer, lamp: lit }: Readonly<CarState>, into: Uint8Array): void {
  for (let row = 0; row < hoodRows; row++) {
    const half = 22 + 2 * row;
    const y = view.height - hoodRows + row;
    const middle = view.width / 2;
    for (let x = middle - half; x < middle + half; x++)
      into[y * view.width + x] = row === 0 || Math.abs(x - middle + 0.5) < 1 ? hoodLight : hood;
  }
  const start = view.height * view.width;
  into.fill(panel, start, start + 4 * view.width);
  const length = Math.round((Math.abs(speed) / topSpeed) * speedBar.length);
  // Any motion shows, however slow.
  const shown = speed !== 0 && length === 0 ? 1 : length;
  const position = Math.round(wheel.middle + steer * wheel.reach);
  for (let row = 1; row < 3; row++) {
    const at = start + row * view.width;
    into.fill(speed < 0 ? reverse : bar, at + speedBar.left, at + speedBar.left + shown);
    into.fill(needle, at + position - 1, at + position + 2);
  }
  for (let row = 0; row < 4; row++) {
    const at = start + row * view.width + lamp.left;
    into.fill(lit > 0 ? lampOn : lampOff, at, at + lamp.width);
  }
}
