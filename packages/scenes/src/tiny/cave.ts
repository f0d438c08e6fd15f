import { createRandom, type Random } from '../kit/prng.ts';
import { fill, side, type Play, type TinyGame } from './game.ts';

const color = { air: 0, ship: 1, flame: 2, crash: 3, rock: 4 };
const [speed, shipX, shipWidth, shipHeight] = [2, 14, 6, 3];
/** Length of the cave, pixels; its end joins its beginning. */
const length = 384;
const bands = 6;

/** A ship in a cave that goes round: it climbs while the key is held. The rock's colour tells where it is. */
export const cave: TinyGame = {
  name: 'cave',
  title: 'Cave',
  about: 'Fly through a cave that goes round; hold the key to climb.',
  actions: ['none', 'up'],
  palette: [
    [16, 16, 26],
    [240, 240, 250],
    [255, 180, 60],
    [255, 70, 70],
    [86, 74, 140],
    [60, 108, 150],
    [58, 128, 104],
    [130, 124, 66],
    [158, 92, 60],
    [140, 66, 110],
  ],
  start: (random) => play(random),
};

/** Height of the rock above and below at every column. */
const walls = ((): { above: number; below: number }[] => {
  const random = createRandom(5);
  const waves = [1, 2, 3, 5].map((turns) => ({ turns, phase: random.next(), high: 11 / turns ** 0.6 }));
  return Array.from({ length }, (_, x) => {
    const middle = waves.reduce(
      (sum, { turns, phase, high }) => sum + high * Math.sin(2 * Math.PI * ((turns * x) / length + phase)),
      32,
    );
    const half = 14 + 3 * Math.sin((2 * Math.PI * 4 * x) / length);
    return { above: Math.round(Math.max(3, middle - half)), below: Math.round(Math.min(61, middle + half)) };
  });
})();

const wrap = (x: number): number => ((x % length) + length) % length;

function play(random: Random): Play {
  // Positions in the loop are multiples of the speed, so that every picture comes again.
  let at = speed * random.int(length / speed);
  let [y, rise, isUp, isCrashed] = [0, 0, false, false];
  const middle = (): number => {
    const { above, below } = walls[wrap(at + shipX)]!;
    return Math.round((above + below - shipHeight) / 2);
  };
  let points = 0;
  y = middle() + random.int(9) - 4;
  rise = random.int(3) - 1;
  const isInRock = (): boolean => {
    for (let x = 0; x < shipWidth; x++) {
      const { above, below } = walls[wrap(at + shipX + x)]!;
      if (y < above || y + shipHeight > below) return true;
    }
    return false;
  };
  return {
    get points() {
      return points;
    },
    step(action) {
      // After a crash the ship is in the middle again, at rest.
      if (isCrashed) [y, rise] = [middle(), 0];
      isUp = action === 1;
      rise = Math.min(Math.max(rise + (isUp ? -1 : 1), -2), 2);
      y += rise;
      at = wrap(at + speed);
      isCrashed = isInRock();
      points += isCrashed ? -1 : speed / 100;
    },
    draw(into) {
      into.fill(color.air);
      for (let x = 0; x < side; x++) {
        const column = wrap(at + x);
        const { above, below } = walls[column]!;
        const rock = color.rock + Math.floor((column * bands) / length);
        fill(into, rock, [x, 0, 1, above]);
        fill(into, rock, [x, below, 1, side - below]);
      }
      fill(into, isCrashed ? color.crash : color.ship, [shipX, y, shipWidth, shipHeight]);
      if (isUp) fill(into, color.flame, [shipX - 3, y + 1, 3, 1]);
    },
    advise(chance, skill) {
      if (chance.next() >= skill) return chance.int(2);
      const { above, below } = walls[wrap(at + shipX + 12)]!;
      return y + 3 * rise > (above + below - shipHeight) / 2 ? 1 : 0;
    },
  };
}
