import { dashboard, frameHeight, frameWidth, numberOf, topSpeed } from '@frameloom/scenes/circuit';

const [bar, reverse, needle, lampOn] = (['bar', 'reverse', 'needle', 'lampOn'] as const).map(numberOf) as [
  number,
  number,
  number,
  number,
];

/** What a picture's dashboard says: m/s, the wheel from −1 to 1, and whether the lamp is lit. */
export type Dashboard = { speed: number; wheel: number; isLit: boolean };

/** Reads the dashboard of a picture of the drive. */
export function readDashboard(picture: Uint8Array): Dashboard {
  const row = picture.subarray((frameHeight - 3) * frameWidth, (frameHeight - 2) * frameWidth);
  const count = (number: number): number => row.reduce((sum, value) => sum + Number(value === number), 0);
  let [sum, found] = [0, 0];
  row.forEach((value, x) => {
    if (value !== needle) return;
    sum += x;
    found++;
  });
  return {
    speed: ((count(bar) - count(reverse)) / dashboard.bar.length) * topSpeed,
    wheel: found > 0 ? (sum / found - dashboard.wheel.middle) / dashboard.wheel.reach : 0,
    isLit: count(lampOn) > 4,
  };
}
