import { halfWidth, lap, locate, pointAt, wrap } from './track.ts';
import type { CarState } from './car.ts';

/** Where to go: metres right of the centre line, m/s, and which way round (1 as the loop goes, −1 against it). */
export type Aim = { lateral: number; speed: number; direction: 1 | -1 };

/** What a pilot sees of a car. */
export type Pose = Pick<CarState, 'x' | 'z' | 'heading' | 'speed' | 'steer' | 'place'>;

/** Steers towards an aim; backs out where it stands across the road. */
export interface Pilot {
  act(car: Pose, aim: Aim): number;
}

const wheelBase = 2.4;

/** Makes a pilot. */
export function createPilot(): Pilot {
  let backing = 0;
  let side = 1;
  return {
    act(car, { lateral, speed, direction }) {
      const { place } = car;
      const ahead = 3.5 + 0.55 * Math.max(0, car.speed);
      const target = pointAt(place.along + direction * ahead, lateral);
      const error = wrap(Math.atan2(target.z - car.z, target.x - car.x) - car.heading);
      const isAtWall = Math.abs(place.lateral) > halfWidth.wall - 1.5 && facesWall(car);
      if (backing === 0 && Math.abs(error) > 0.9 && isAtWall) {
        backing = 34;
        side = error > 0 ? -1 : 1;
      }
      if (backing > 0) {
        backing--;
        return action(side, -1);
      }
      // Pure pursuit (Coulter 1992): the wheel that takes an arc through the target.
      const angle = Math.atan((2 * wheelBase * Math.sin(error)) / ahead);
      const most = 0.6 / (1 + (car.speed / 8) ** 2);
      const wheel = Math.abs(error) > 1.2 ? Math.sign(error) : Math.max(-1, Math.min(1, angle / most));
      const wish =
        Math.abs(error) > 0.9 ? Math.min(speed, 2.5) : Math.min(speed, cornerSpeed(place.along, direction));
      const pedal =
        car.speed < wish - 0.25 ? 1 : car.speed > wish + 0.8 || (wish === 0 && car.speed > 0) ? -1 : 0;
      const difference = wheel - car.steer;
      const turn =
        Math.abs(wheel) > 0.85
          ? Math.sign(wheel)
          : difference > 0.07
            ? 1
            : difference < -0.07
              ? -1
              : Math.abs(wheel) > 0.12
                ? Math.sign(wheel)
                : 0;
      return action(turn, pedal);
    },
  };
}

/** The number of an action: the wheel and the pedal, −1, 0 or 1 each. */
export function action(turn: number, pedal: number): number {
  return (pedal === 1 ? 3 : pedal === -1 ? 6 : 0) + (turn < 0 ? 1 : turn > 0 ? 2 : 0);
}

function facesWall({ heading, place }: Pose): boolean {
  return place.lateral * Math.sin(heading - place.heading) > 0;
}

/** Slower before and in corners, m/s. */
function cornerSpeed(along: number, direction: number): number {
  let turned = 0;
  const here = pointAt(along, 0).heading;
  for (const ahead of [4, 8, 12]) {
    turned = Math.max(turned, Math.abs(wrap(pointAt(along + direction * ahead, 0).heading - here)) / ahead);
  }
  return turned > 0.04 ? Math.min(12, 0.85 / turned) : 12;
}

/** Metres along the loop from one place to another, the shorter way. */
export function between(from: number, to: number): number {
  return to - from - lap * Math.round((to - from) / lap);
}

/** The place of a position that is read from a picture. */
export function poseAt(x: number, z: number, heading: number, speed: number, steer: number): Pose {
  return { x, z, heading, speed, steer, place: locate(x, z) };
}
