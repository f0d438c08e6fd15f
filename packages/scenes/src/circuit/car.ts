import { halfWidth, lap, locate, pointAt, wrap, type Place } from './track.ts';

/** Steps in a second. */
export const stepsPerSecond = 30;

/** What can be done: steering and a pedal. The first is doing nothing. */
export const actions = [
  'coast',
  'left',
  'right',
  'gas',
  'gas left',
  'gas right',
  'brake',
  'brake left',
  'brake right',
] as const;

/** The car; all of it can be seen in the picture. */
export type CarState = {
  /** Metres east and south. */
  x: number;
  z: number;
  /** Radians, clockwise from east. */
  heading: number;
  /** Metres a second; backwards below 0. */
  speed: number;
  /** The wheel, from −1 (left) to 1 (right). */
  steer: number;
  /** Steps that the lamp of the last crash is still lit. */
  lamp: number;
  /** Relative to the loop. */
  place: Place;
  /** Metres driven along the loop, laps included, less what was driven back. */
  distance: number;
};

export const topSpeed = 12;
const dt = 1 / stepsPerSecond;
const wheelBase = 2.4;
/** Half of the car's width and a little more, metres. */
const clearance = 0.9;
const lampSteps = 15;
/** Speed towards the wall from which it is a crash, m/s. */
const crashSpeed = 1.5;

/** A car at a place of the loop. */
export function placeCar(along: number, lateral = 0, turned = 0, speed = 0): CarState {
  const { x, z, heading } = pointAt(along, lateral);
  return {
    x,
    z,
    heading: wrap(heading + turned),
    speed,
    steer: 0,
    lamp: 0,
    place: locate(x, z),
    distance: along,
  };
}

/** One step, in place. */
export function drive(car: CarState, action: number): void {
  const pedal = Math.floor(action / 3);
  const wheel = action % 3 === 0 ? 0 : action % 3 === 1 ? -1 : 1;
  const rate = (wheel === 0 ? 4 : 3) * dt;
  car.steer += Math.max(-rate, Math.min(rate, wheel - car.steer));
  car.speed = accelerate(car.speed, pedal, Math.abs(car.place.lateral) > halfWidth.kerb);
  const angle = (0.6 * car.steer) / (1 + (car.speed / 8) ** 2);
  car.heading = wrap(car.heading + (car.speed * Math.tan(angle) * dt) / wheelBase);
  car.x += car.speed * Math.cos(car.heading) * dt;
  car.z += car.speed * Math.sin(car.heading) * dt;
  if (car.lamp > 0) car.lamp--;
  const before = car.place.along;
  car.place = locate(car.x, car.z, car.place.piece);
  meetWall(car);
  car.distance += car.place.along - before - lap * Math.round((car.place.along - before) / lap);
}

function accelerate(speed: number, pedal: number, isOnVerge: boolean): number {
  let next = speed;
  if (pedal === 1) next += (speed < 0 ? 8 : 5 * (1 - speed / topSpeed)) * dt;
  else if (pedal === 2) next = speed > 0 ? Math.max(0, speed - 9 * dt) : Math.max(-3, speed - 3 * dt);
  else next -= Math.sign(speed) * Math.min(Math.abs(speed), 0.8 * dt);
  const excess = Math.abs(next) - 4;
  if (isOnVerge && excess > 0) next -= Math.sign(next) * excess * 1.5 * dt;
  return next;
}

/** The wall stops a car that drives into it, and slows one that grazes it. */
function meetWall(car: CarState): void {
  const { along, lateral, heading } = car.place;
  const most = halfWidth.wall - clearance;
  if (Math.abs(lateral) <= most) return;
  const side = Math.sign(lateral);
  const towards = side * car.speed * Math.sin(car.heading - heading);
  const point = pointAt(along, side * most);
  car.x = point.x;
  car.z = point.z;
  car.place = { ...car.place, lateral: side * most };
  if (towards > crashSpeed) {
    car.speed = 0;
    car.lamp = lampSteps;
  } else if (towards > 0) car.speed *= 0.9;
}
