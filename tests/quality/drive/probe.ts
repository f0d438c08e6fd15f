import {
  createPainter,
  type CarState,
  frameHeight,
  frameWidth,
  locate,
  pointAt,
  stepsPerSecond,
  wrap,
} from '@frameloom/scenes/circuit';
import { readDashboard, type Dashboard } from '../pixels/games/read-dashboard.ts';
import { drawMap, nearestSights, signatureOf, type Sight } from './sights.ts';

/** Where the eye is and looks: metres, radians. */
export type Eye = { x: number; z: number; heading: number };

/** What a picture shows. */
export type Reading = Eye &
  Dashboard & {
    /** Metres along the loop, and to the right of its middle. */
    along: number;
    lateral: number;
    /** The share of the view that differs from the nearest real picture that was found. */
    residual: number;
  };

/** How far a search goes: some metres and ten degrees, or a few decimetres and degrees. */
export type Reach = 'near' | 'close';

/**
 * Reads where the car is from a picture: analysis by synthesis. Of the poses around one that is given it finds the one whose real picture
 * differs least, which the game's own renderer draws.
 */
export interface Probe {
  /** Without a pose to begin with the whole road is searched, in the way that it goes; that takes a second. */
  read(picture: Uint8Array, from?: Eye, reach?: Reach): Reading;
  /** Where the dashboard says that a step has led; nothing is searched. */
  guess(picture: Uint8Array, last: Eye): Reading;
  /** The real picture of a reading. */
  draw(reading: Reading): Uint8Array;
}

/**
 * Above this residual a picture is no road of this town. Real pictures with a fifth of their pixels at random have 0.2, those of
 * another town along the same road 0.24 to 0.38, a road without a town 0.34; at a wrong place the best is 0.4 to 0.66.
 */
export const noRoad = 0.25;

const viewPixels = frameWidth * (frameHeight - 4);
const wheelBase = 2.4;

/** Makes a probe; its map of the road is drawn when it is first asked for a picture without a pose. */
export function createProbe(): Probe {
  const painter = createPainter();
  const drawn = new Uint8Array(frameWidth * frameHeight);
  const place = locate(pointAt(0, 0).x, pointAt(0, 0).z);
  const paint = (eye: Eye, { speed, wheel, isLit }: Dashboard, into: Uint8Array): void => {
    const car: CarState = { ...eye, speed, steer: wheel, lamp: Number(isLit), place, distance: 0 };
    painter.draw(car, into);
  };
  /** The share of the view that differs from the real picture of a pose. */
  const apart = (picture: Uint8Array, eye: Eye): number => {
    paint(eye, atRest, drawn);
    let count = 0;
    for (let i = 0; i < viewPixels; i++) count += Number(drawn[i] !== picture[i]);
    return count / viewPixels;
  };
  const improve = (picture: Uint8Array, from: Found, sizes: readonly number[]): Found =>
    climb((eye) => apart(picture, eye), from, sizes);
  let map: readonly Sight[] | undefined;
  const search = (picture: Uint8Array): Found => {
    map ??= drawMap((eye) => (paint(eye, atRest, drawn), signatureOf(drawn)));
    const first = nearestSights(map, signatureOf(picture), 24).map((eye) => ({
      eye,
      cost: apart(picture, eye),
    }));
    const rough = first.map((found) => improve(picture, found, [8, 4])).toSorted((a, b) => a.cost - b.cost);
    const better = rough.slice(0, 6).map((found) => improve(picture, found, [4, 2, 1]));
    return better.reduce((a, b) => (b.cost < a.cost ? b : a));
  };
  const finish = (picture: Uint8Array, { eye, cost }: Found): Reading => {
    const { along, lateral } = locate(eye.x, eye.z);
    return { ...eye, ...readDashboard(picture), along, lateral, residual: cost };
  };
  return {
    read(picture, from, reach = 'near') {
      const begun = from ? { eye: from, cost: apart(picture, from) } : search(picture);
      const sizes = from && reach === 'near' ? [8, 4, 2, 1, 0.5, 0.25] : [1, 0.5, 0.25];
      return finish(picture, improve(picture, begun, sizes));
    },
    guess(picture, last) {
      const eye = advance(last, readDashboard(picture));
      return finish(picture, { eye, cost: apart(picture, eye) });
    },
    draw(reading) {
      const picture = new Uint8Array(frameWidth * frameHeight);
      paint(reading, reading, picture);
      return picture;
    },
  };
}

const atRest: Dashboard = { speed: 0, wheel: 0, isLit: false };

type Found = { eye: Eye; cost: number };

/** Where a step leads by the dashboard that it shows, as in the game. */
export function advance({ x, z, heading }: Eye, { speed, wheel }: Dashboard): Eye {
  const angle = (0.6 * wheel) / (1 + (speed / 8) ** 2);
  const turned = wrap(heading + (speed * Math.tan(angle)) / stepsPerSecond / wheelBase);
  const moved = speed / stepsPerSecond;
  return { x: x + moved * Math.cos(turned), z: z + moved * Math.sin(turned), heading: turned };
}

/** Ways to move an eye: metres forwards and to the right, radians. What turns about a point ahead stays there. */
const ways: readonly (readonly [number, number, number])[] = [
  [0.1, 0, 0],
  [0, 0, 0.012],
  [0, 0.06, -0.01],
  [0, 0.06, 0],
];

const move = ({ x, z, heading }: Eye, [forwards, right, turn]: readonly number[], size: number): Eye => {
  const [c, s] = [Math.cos(heading), Math.sin(heading)];
  const [f, r] = [size * forwards!, size * right!];
  return { x: x + f * c - r * s, z: z + f * s + r * c, heading: wrap(heading + size * turn!) };
};

/** Pattern search (Hooke and Jeeves 1961): along each way by a step, which becomes smaller. */
function climb(costOf: (eye: Eye) => number, from: Found, sizes: readonly number[]): Found {
  let best = from;
  for (const size of sizes) {
    for (let round = 0, improved = true; improved && round < 6; round++) {
      improved = false;
      for (const way of ways) {
        for (const sign of [1, -1]) {
          const eye = move(best.eye, way, sign * size);
          const cost = costOf(eye);
          if (cost >= best.cost) continue;
          best = { eye, cost };
          improved = true;
          break;
        }
      }
    }
  }
  return best;
}
