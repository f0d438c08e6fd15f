// What a camera can do for some frames. Speeds are in display pixels per frame, so that every scene sees the same motion.
import * as THREE from 'three/webgpu';
import { hash, type Random } from '@frameloom/scenes/kit';

/** Where the camera is while a path is planned. `distance` is that of what it looks at. */
export type Rig = {
  readonly position: THREE.Vector3;
  readonly target: THREE.Vector3;
  roll: number;
  fov: number;
};

/** One kind of motion; `advance` moves the rig on by one frame. */
export type Move = { readonly name: string; advance(rig: Rig, frame: number): void };

/** Makes a move from random numbers, for a picture `height` display pixels high. */
export type MoveMaker = (random: Random, height: number) => Move;

/** Every kind, with how often it is drawn. */
export const moveMakers: readonly { readonly weight: number; readonly make: MoveMaker }[] = [
  { weight: 2, make: rest },
  { weight: 4, make: strafe },
  { weight: 2, make: walk },
  { weight: 2, make: spin },
  { weight: 1.5, make: orbit },
  { weight: 1.5, make: shake },
  { weight: 1, make: zoom },
];

/** Nothing moves, not even the world (see the path planner). */
export function rest(): Move {
  return { name: 'rest', advance: () => {} };
}

function strafe(random: Random, height: number): Move {
  const pixels = speed(random, 0.15, 20) * sign(random);
  const rise = random.next() < 0.3 ? random.range(-0.6, 0.6) : 0;
  return {
    name: 'strafe',
    advance(rig) {
      const meters = pixels * metersPerPixel(rig, height);
      const side = sideOf(rig).multiplyScalar(meters);
      side.y += rise * meters;
      rig.position.add(side);
      rig.target.add(side);
    },
  };
}

function walk(random: Random, height: number): Move {
  const pixels = speed(random, 0.3, 8) * (random.next() < 0.75 ? 1 : -1);
  const bob = random.next() < 0.6 ? random.range(0.2, 1.5) : 0;
  const phase = random.range(0, 6);
  const pace = random.range(0.15, 0.35);
  return {
    name: 'walk',
    advance(rig, frame) {
      const scale = metersPerPixel(rig, height);
      const forward = rig.target.clone().sub(rig.position).normalize();
      // Forward motion spreads from the middle; at half of the picture's height it shows at about this speed.
      const step = forward.multiplyScalar(pixels * scale * 4);
      const lift = bob * scale * (Math.sin((frame + 1) * pace + phase) - Math.sin(frame * pace + phase)) * 3;
      rig.position.add(step);
      rig.position.y += lift;
      rig.target.add(step);
      rig.target.y += lift;
    },
  };
}

function spin(random: Random, height: number): Move {
  const yaw = speed(random, 0.15, 16) * sign(random);
  const pitch = random.next() < 0.4 ? yaw * random.range(-0.5, 0.5) : 0;
  const roll = random.next() < 0.15 ? random.range(-0.01, 0.01) : 0;
  return {
    name: 'spin',
    advance(rig) {
      turn(rig, yaw * radiansPerPixel(rig, height), pitch * radiansPerPixel(rig, height));
      rig.roll += roll;
    },
  };
}

function orbit(random: Random, height: number): Move {
  const pixels = speed(random, 0.3, 8) * sign(random);
  return {
    name: 'orbit',
    advance(rig, _frame) {
      const offset = rig.position.clone().sub(rig.target);
      // Things in front of and behind the target by half its distance move at this speed.
      const angle = 2 * pixels * radiansPerPixel(rig, height);
      rig.position.copy(rig.target).add(offset.applyAxisAngle(up, angle));
    },
  };
}

function shake(random: Random, height: number): Move {
  const strength = speed(random, 0.4, 8);
  const seed = random.int(1 << 20);
  const rough = random.next() < 0.4;
  const pace = random.range(0.25, 1.1);
  const at = (frame: number, axis: number): number =>
    rough
      ? hash(frame, axis, seed) - 0.5
      : 0.5 * Math.sin(frame * pace + axis * 2 + (seed % 7)) + 0.25 * Math.sin(frame * pace * 2.3 + axis);
  return {
    name: rough ? 'jolt' : 'shake',
    advance(rig, frame) {
      const scale = strength * radiansPerPixel(rig, height);
      turn(rig, (at(frame + 1, 0) - at(frame, 0)) * scale, (at(frame + 1, 1) - at(frame, 1)) * scale);
    },
  };
}

function zoom(random: Random): Move {
  const factor = 1 + random.range(0.004, 0.03) * sign(random);
  return {
    name: 'zoom',
    advance(rig) {
      rig.fov = Math.min(75, Math.max(8, rig.fov * factor));
    },
  };
}

const up = new THREE.Vector3(0, 1, 0);

function turn(rig: Rig, yaw: number, pitch: number): void {
  const look = rig.target.clone().sub(rig.position);
  look.applyAxisAngle(sideOf(rig), pitch).applyAxisAngle(up, yaw);
  rig.target.copy(rig.position).add(look);
}

function sideOf(rig: Rig): THREE.Vector3 {
  return rig.target.clone().sub(rig.position).cross(up).normalize();
}

function radiansPerPixel(rig: Rig, height: number): number {
  return (2 * Math.tan(THREE.MathUtils.degToRad(rig.fov) / 2)) / height;
}

function metersPerPixel(rig: Rig, height: number): number {
  return radiansPerPixel(rig, height) * rig.position.distanceTo(rig.target);
}

/** Every second speed is fast, from a quarter of the range up; of the others slow is as likely as fast, on a logarithmic scale. */
function speed(random: Random, from: number, to: number): number {
  if (random.next() < 0.5) return random.range(to / 4, to);
  return from * (to / from) ** random.next();
}

function sign(random: Random): number {
  return random.next() < 0.5 ? -1 : 1;
}
