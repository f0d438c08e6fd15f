// Things that cross the view: what they uncover is where temporal methods have no past.
import * as THREE from 'three/webgpu';
import { meterBox, type Random } from '@frameloom/scenes/kit';
import { drawSurface } from './surfaces.ts';
import type { Animation } from './world.ts';

/** Adds a few objects on straight, circular or bouncing ways through a region of `reach` metres around the origin. */
export function addCrossers(
  scene: THREE.Scene,
  random: Random,
  options: { readonly count: number; readonly reach: number; readonly size?: readonly [number, number] },
): Animation[] {
  const { count, reach, size = [0.15, 0.7] } = options;
  return Array.from({ length: count }, () => {
    const mesh = new THREE.Mesh(drawShape(random, random.range(...size)), drawSurface(random));
    scene.add(mesh);
    const way = random.pick([sway, circle, bounce])(random, reach);
    const turn = new THREE.Vector3(random.range(-4, 4), random.range(-4, 4), 0).multiplyScalar(random.next());
    return (seconds) => {
      way(seconds, mesh.position);
      mesh.rotation.set(turn.x * seconds, turn.y * seconds, 0);
    };
  });
}

/** A box, ball, ring, knot, cone or plank of about this radius. */
export function drawShape(random: Random, radius: number): THREE.BufferGeometry {
  return random.pick([
    () => meterBox(radius * 1.6, radius * random.range(0.6, 2.4), radius * 1.6),
    () => new THREE.SphereGeometry(radius, 32, 20),
    () => new THREE.TorusGeometry(radius, radius * random.range(0.08, 0.4), 12, 40),
    () => new THREE.TorusKnotGeometry(radius * 0.8, radius * random.range(0.08, 0.25), 96, 10),
    () => new THREE.ConeGeometry(radius, radius * random.range(1, 3), 5 + random.int(24)),
    () => meterBox(radius * 0.15, radius * 4, radius * 0.3),
    () => new THREE.IcosahedronGeometry(radius, random.int(2)),
  ])();
}

type Way = (seconds: number, position: THREE.Vector3) => void;

function sway(random: Random, reach: number): Way {
  const home = drawPlace(random, reach);
  const angle = random.range(0, 6);
  const pace = random.range(0.5, 4);
  const phase = random.range(0, 6);
  return (seconds, position) => {
    const at = Math.sin(seconds * pace + phase) * reach;
    position.set(home.x + Math.cos(angle) * at, home.y, home.z + Math.sin(angle) * at);
  };
}

function circle(random: Random, reach: number): Way {
  const home = drawPlace(random, reach * 0.5);
  const radius = random.range(0.2, 1) * reach;
  const pace = random.range(0.3, 2.5) * (random.next() < 0.5 ? -1 : 1);
  const tilt = random.range(-0.3, 0.3);
  return (seconds, position) => {
    const a = seconds * pace + home.x;
    position.set(
      home.x + Math.cos(a) * radius,
      home.y + Math.sin(a) * tilt * radius,
      home.z + Math.sin(a) * radius,
    );
  };
}

function bounce(random: Random, reach: number): Way {
  const home = drawPlace(random, reach);
  const height = random.range(0.4, 2.5);
  const pace = random.range(0.6, 1.6);
  return (seconds, position) => {
    const t = seconds * pace - Math.floor(seconds * pace);
    position.set(home.x + Math.sin(seconds * 1.3) * reach * 0.4, 0.3 + 4 * height * t * (1 - t), home.z);
  };
}

function drawPlace(random: Random, reach: number): THREE.Vector3 {
  return new THREE.Vector3(random.range(-reach, reach), random.range(0.3, 2.6), random.range(-reach, reach));
}
