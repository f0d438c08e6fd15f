import { noRoad, type Probe, type Reading } from './probe.ts';

/** Follows a car through pictures that come one after the other. */
export interface Follower {
  readonly reading: Reading;
  /** Pictures in a row that are no road. */
  readonly lost: number;
  /** Reads the next picture; tells whether the car is more than two metres from where the dashboard led. */
  next(picture: Uint8Array): boolean;
}

/** Steps after which the pose is searched, whatever the dashboard explains. */
const longest = 8;
const jump = 2;

/** @param first The reading of the picture that it begins with. */
export function createFollower(probe: Probe, first: Reading): Follower {
  let [reading, floor, since, lost] = [first, first.residual, 0, 0];
  return {
    get reading() {
      return reading;
    },
    get lost() {
      return lost;
    },
    next(picture) {
      const guess = probe.guess(picture, reading);
      since++;
      if (guess.residual <= floor + 0.01 && since < longest) {
        reading = guess;
        return false;
      }
      since = 0;
      let found = probe.read(picture, guess, guess.residual > floor + 0.05 ? 'near' : 'close');
      if (found.residual > noRoad) {
        // The whole road is searched now and then, since that takes a second.
        lost++;
        if (lost % 10 === 3) found = better(found, probe.read(picture));
      }
      if (found.residual <= noRoad) lost = 0;
      floor = found.residual;
      const isFound = lost === 0;
      // Where there is no road the dashboard goes on to tell.
      reading = isFound ? found : { ...guess, residual: found.residual };
      return isFound && Math.hypot(found.x - guess.x, found.z - guess.z) > jump;
    },
  };
}

/** The reading whose real picture is nearer. */
export function better(a: Reading, b: Reading): Reading {
  return b.residual < a.residual ? b : a;
}
