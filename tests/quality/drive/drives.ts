import type { Episode } from '@frameloom/world';
import type { CarState } from '@frameloom/scenes/circuit';
import { poseNumbers, recordCircuit } from '../../../models/circuit/data/record.ts';
import { circuit } from '../pixels/games/circuit.ts';
import { pictureOf } from '../pixels/played.ts';
import type { Eye } from './probe.ts';

export const pixels: number = circuit.frame.width * circuit.frame.height;

/** A real drive, and where the car was at each of its pictures. */
export type Drive = { truth: Episode; poses: Float32Array };

/** Where a drive's car is at a picture, and its speed. */
export function poseAtPicture({ poses }: Drive, number: number): Eye & Pick<CarState, 'speed'> {
  const [x, z, heading, speed] = poses.subarray(number * poseNumbers);
  return { x: x!, z: z!, heading: heading!, speed: speed! };
}

/** A drive by the kind of bot that no training sees. */
export function recordWeaver(seed: number, steps: number): Drive {
  const { episode, poses } = recordCircuit({ seed, bot: 'weaver', steps });
  return { truth: episode, poses };
}

/** A car that stands at one of 16 places. */
export function recordStart(start: number, steps: number): Drive {
  const { episode, poses } = recordCircuit({ seed: start % 16, bot: 'weaver', steps, start: start % 16 });
  return { truth: episode, poses };
}

/** Steps before a crash at which own predictions begin, and after it. */
export const around = 30;

/** Stretches of drives around crashes: `told` true pictures, then a second before the crash and one after it. */
export function recordCrashes(seed: number, count: number, told: number): Drive[] {
  const list: Drive[] = [];
  const length = told + 2 * around;
  for (let drive = 0; list.length < count; drive++) {
    const { episode, poses } = recordCircuit({ seed: seed + drive, bot: 'crasher', steps: 600 });
    let free = 0;
    for (let at = told + around; at + around <= 600 && list.length < count; at++) {
      const first = at - told - around;
      if (at < free || !circuit.events.hit(...pairAt(episode, at))) continue;
      free = at + 2 * around;
      const frames = episode.frames.slice(first * pixels, (first + length + 1) * pixels);
      const truth = { ...episode, seed: (1000 * episode.seed + at) >>> 0, frames };
      truth.actions = episode.actions.slice(first, first + length);
      const end = (first + length + 1) * poseNumbers;
      list.push({ truth, poses: poses.slice(first * poseNumbers, end) });
    }
  }
  return list;
}

const pairAt = ({ frames }: Episode, at: number): [Uint8Array, Uint8Array] => [
  pictureOf(frames, at, pixels),
  pictureOf(frames, at + 1, pixels),
];
