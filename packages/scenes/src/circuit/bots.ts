import { createRandom, type Random } from '../kit/prng.ts';
import type { CarState } from './car.ts';
import { action, createPilot, type Aim, type Pilot } from './pilot.ts';

/** Chooses an action for each step. */
export type Bot = (car: Readonly<CarState>) => number;

type MakeBot = (random: Random, pilot: Pilot) => Bot;

/** Calls `renew` every so many seconds. */
function every(random: Random, least: number, most: number, renew: () => void): () => void {
  let left = 0;
  return () => {
    if (left-- > 0) return;
    left = Math.round(30 * random.range(least, most));
    renew();
  };
}

const aimAt = (): Aim => ({ lateral: 0, speed: 8, direction: 1 });

/** A kind of bot. */
export type BotName = 'keeper' | 'clumsy' | 'creeper' | 'crasher' | 'turner' | 'weaver';

const kinds: Readonly<Record<BotName, MakeBot>> = {
  /** Keeps a lane, now and then another, at changing speed. */
  keeper(random, pilot) {
    const aim = aimAt();
    const change = every(random, 1.5, 5, () => {
      aim.lateral = random.range(-2.6, 2.6);
      aim.speed = random.range(4, 11.5);
    });
    return (car) => (change(), pilot.act(car, aim));
  },
  /** Does anything for a moment, often. */
  clumsy(random, pilot) {
    const aim = aimAt();
    let [left, what] = [0, 0];
    const change = every(random, 1, 4, () => {
      aim.lateral = random.range(-3.5, 3.5);
      aim.speed = random.range(3, 11);
    });
    return (car) => {
      change();
      if (left-- > 0) return what;
      if (random.next() < 0.05) {
        left = 3 + random.int(18);
        what = random.int(9);
      }
      return pilot.act(car, aim);
    };
  },
  /** Creeps, stops, waits, and goes on. */
  creeper(random, pilot) {
    const aim = aimAt();
    const change = every(random, 1, 4, () => {
      const kind = random.next();
      aim.speed = kind < 0.35 ? 0 : kind < 0.75 ? random.range(0.4, 2) : random.range(2, 7);
      aim.lateral = random.range(-3, 3);
    });
    return (car) => (change(), pilot.act(car, aim));
  },
  /** Drives into walls, fast and slowly, and out of them again. */
  crasher(random, pilot) {
    const aim = aimAt();
    let [left, what] = [0, 0];
    const wait = every(random, 2, 5, () => {
      left = 20 + random.int(40);
      what = action(random.next() < 0.5 ? -1 : 1, random.next() < 0.8 ? 1 : 0);
      aim.speed = random.range(4, 11);
    });
    return (car) => {
      wait();
      if (left > 0 && car.lamp === 0) return (left--, what);
      left = 0;
      return pilot.act(car, aim);
    };
  },
  /** Turns round from time to time. */
  turner(random, pilot) {
    const aim = aimAt();
    const change = every(random, 1.5, 4, () => {
      aim.lateral = random.range(-2.6, 2.6);
      aim.speed = random.range(3, 9);
    });
    const turn = every(random, 6, 16, () => (aim.direction = aim.direction === 1 ? -1 : 1));
    return (car) => (change(), turn(), pilot.act(car, aim));
  },
  /** Weaves from side to side in waves. */
  weaver(random, pilot) {
    const aim = aimAt();
    const [width, rate, phase] = [random.range(1, 3), random.range(0.6, 1.6), random.range(0, 6)];
    const pace = random.range(5, 9);
    let step = 0;
    return (car) => {
      const time = step++ / 30;
      aim.lateral = width * Math.sin(rate * time + phase);
      aim.speed = pace + 2.5 * Math.sin(0.4 * time);
      return pilot.act(car, aim);
    };
  },
};

/** All kinds; the last one, `weaver`, is the one that evaluations use and no training sees. */
export const botNames: readonly BotName[] = Object.keys(kinds) as BotName[];

/** Makes a bot. The same seed drives the same way. */
export function createBot(name: BotName, seed: number): Bot {
  return kinds[name](createRandom(seed), createPilot());
}
