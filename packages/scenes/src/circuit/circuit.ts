import { createRandom } from '../kit/prng.ts';
import { drive, placeCar, type CarState } from './car.ts';
import { lap } from './track.ts';

/** A drive under way. */
export interface Circuit {
  readonly state: Readonly<CarState>;
  /** One step, a thirtieth of a second; see `actions`. */
  step(action: number): void;
  /** A drive of its own that goes on from here. */
  clone(): Circuit;
}

/** Options of {@link createCircuit}. */
export type CircuitOptions = {
  /** Where the car stands follows from it. */
  seed: number;
  /** In the middle of things: anywhere, at any speed, sometimes across the road. Default: at rest behind the start line. */
  scattered?: boolean;
};

/** Makes a drive around the town's loop. Everything follows from the seed and the actions. */
export function createCircuit({ seed, scattered = false }: CircuitOptions): Circuit {
  const random = createRandom(seed);
  const car = scattered
    ? placeCar(random.range(0, lap), random.range(-3.5, 3.5), random.range(-0.3, 0.3), random.range(0, 9))
    : placeCar(lap - 4, 0);
  return createDrive(car);
}

/** The drive at one of `count` places along the loop, at rest. */
export function createCircuitAt(start: number, count: number): Circuit {
  const car = placeCar((lap * start) / count + lap - 4, 0);
  return createDrive(car);
}

/** Places along the loop where recorded starts stand, and the steps after which a level takes over from one. */
const starts = { places: 16, settling: 30 };

/** The drive where a level begins: as `models/circuit` records and exports its starts. */
export function createCircuitAtStart(start: number): Circuit {
  const drive = createCircuitAt(start % starts.places, starts.places);
  for (let step = 0; step < starts.settling; step++) drive.step(0);
  return drive;
}

function createDrive(car: CarState): Circuit {
  return { state: car, step: (action) => drive(car, action), clone: () => createDrive({ ...car }) };
}
