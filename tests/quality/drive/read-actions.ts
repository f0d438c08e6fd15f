import { drive, placeCar, type CarState } from '@frameloom/scenes/circuit';
import type { ActionFigures } from '../pixels/figures/player.ts';
import { readDashboard, type Dashboard } from '../pixels/games/read-dashboard.ts';
import { ownPicture, pictureOf, type Played } from '../pixels/played.ts';

/**
 * Which action a pair of pictures shows: the wheel, and the pedal, each where it was held between them. From the first dashboard on the
 * game's car is driven by each of three; the one that comes nearest to the second dashboard is read. Undefined where two come
 * equally near, as both do in front of a wall, or where a crash stopped the car.
 */
export function readHeld(part: Part, before: Dashboard, after: Dashboard): number | undefined {
  if (before.isLit || after.isLit) return undefined;
  const apart = [0, 1, 2].map((choice) => {
    const { speed, steer } = driveOn(before, part === 'wheel' ? choice : 3 * choice, held[part]);
    return part === 'wheel' ? Math.abs(steer - after.wheel) : Math.abs(speed - after.speed);
  });
  const least = Math.min(...apart);
  const nearest = apart.flatMap((value, choice) => (value < least + 1e-9 ? [choice] : []));
  return nearest.length === 1 ? nearest[0] : undefined;
}

export type Part = 'wheel' | 'pedal';

/** Steps between the two pictures: the bar of the speed moves by a pixel for 0.27 m/s, the wheel's needle by two in a step. */
const held: Readonly<Record<Part, number>> = { wheel: 2, pedal: 8 };

function driveOn({ speed, wheel }: Dashboard, action: number, steps: number): CarState {
  const car = { ...placeCar(4), speed, steer: wheel };
  for (let step = 0; step < steps; step++) drive(car, action);
  return car;
}

/**
 * How often pictures show the actions that were given, in the first `steps` own predictions: of them, of the real drive, and
 * one by the other.
 */
export function measureHeld(list: readonly Played[], steps: number): ActionFigures {
  const own = shareOf(list, steps, ownPicture);
  const real = shareOf(list, steps, ({ truth, pixels }, at) => pictureOf(truth.frames, at, pixels));
  return { agreement: own !== null && real ? own / real : null, own, real };
}

function shareOf(
  list: readonly Played[],
  steps: number,
  picture: (played: Played, at: number) => Uint8Array,
): number | null {
  let [right, all] = [0, 0];
  for (const played of list) {
    const { actions } = played.truth;
    const end = Math.min(actions.length, played.told + steps);
    const dashboards = new Map<number, Dashboard>();
    const at = (number: number): Dashboard => {
      const known = dashboards.get(number) ?? readDashboard(picture(played, number));
      dashboards.set(number, known);
      return known;
    };
    for (const part of ['wheel', 'pedal'] as const) {
      const choose = (action: number): number => (part === 'wheel' ? action % 3 : Math.floor(action / 3));
      for (let to = played.told + held[part]; to <= end; to++) {
        const given = [...actions.subarray(to - held[part], to)].map(choose);
        if (given.some((choice) => choice !== given[0])) continue;
        // What the real drive cannot tell does not count.
        const truth = { ...played, made: played.truth.frames };
        if (readHeld(part, readReal(truth, to - held[part]), readReal(truth, to)) === undefined) continue;
        all++;
        right += Number(readHeld(part, at(to - held[part]), at(to)) === given[0]);
      }
    }
  }
  return all > 0 ? right / all : null;
}

const readReal = ({ truth, pixels }: Played, at: number): Dashboard =>
  readDashboard(pictureOf(truth.frames, at, pixels));
