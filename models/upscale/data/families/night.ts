import * as THREE from 'three/webgpu';
import { mergeParts, type Part, type Random, rod, wire } from '@frameloom/scenes/kit';
import { addCrossers, drawShape } from './kit/crossers.ts';
import { drawSurface } from './kit/surfaces.ts';
import { createWorld, viewsAround, type Animation } from './kit/world.ts';
import type { Family, Resources } from './types.ts';

/** Points and wires that shine before black, a lit object among them: light that must neither be lost nor left behind. */
export const night: Family = {
  name: 'night',
  summary: 'points, wires and lit objects before black',
  build(random, resources) {
    const scene = new THREE.Scene();
    const level = random.next() < 0.6 ? 0 : 0.001 * 20 ** random.next();
    scene.background = new THREE.Color(level, level, level * random.range(0.8, 1.6));
    const sun = new THREE.DirectionalLight(drawLight(random, 1), random.range(0.04, 0.35));
    sun.position.set(random.range(-3, 3), 4, random.range(-3, 3));
    scene.add(sun, new THREE.AmbientLight(drawLight(random, 1), random.range(0, 0.02)));
    const animations: Animation[] = [];
    const makers = [stars, stars, wires, wires, swarm];
    for (const make of makers) if (random.next() < 0.55) animations.push(make(scene, random));
    for (let i = 0, count = 1 + random.int(3); i < count; i++)
      animations.push(addLit(scene, random, resources));
    animations.push(...addCrossers(scene, random, { count: random.int(3), reach: 2 }));
    return createWorld({
      random,
      scene,
      animations,
      views: viewsAround(random, [0, 0.8, 0], { distance: [3, 8], height: [-0.5, 3], fov: [12, 45] }),
    });
  },
};

/** A colour, `brightness` as bright as white. */
function drawLight(random: Random, brightness: number): THREE.Color {
  return new THREE.Color()
    .setHSL(random.next(), random.next() < 0.5 ? 0 : random.range(0.2, 1), random.range(0.6, 0.9))
    .multiplyScalar(brightness);
}

/** From dim to a thousand times white, before a black picture is exposed sixteenfold. */
const brightness = (random: Random): number => 0.02 * 4000 ** random.next();

/** Radii from a fraction of a display pixel to a few. */
const pointRadius = (random: Random): number => 0.003 * 12 ** random.next();

function drawPlace(random: Random, reach: number): THREE.Vector3 {
  return new THREE.Vector3(
    random.range(-reach, reach),
    0.8 + random.range(-reach, reach) * 0.6,
    random.range(-reach, reach),
  );
}

/** Points at rest or on a body that turns. */
function stars(scene: THREE.Scene, random: Random): Animation {
  const count = 20 + random.int(200);
  const geometry = new THREE.IcosahedronGeometry(1, 1);
  const mesh = new THREE.InstancedMesh(geometry, new THREE.MeshBasicMaterial(), count);
  const matrix = new THREE.Matrix4();
  const same = random.next() < 0.5 ? brightness(random) : undefined;
  for (let i = 0; i < count; i++) {
    const place = drawPlace(random, 3);
    mesh.setMatrixAt(
      i,
      matrix
        .makeScale(...(Array(3).fill(pointRadius(random)) as [number, number, number]))
        .setPosition(place),
    );
    mesh.setColorAt(i, drawLight(random, same ?? brightness(random)));
  }
  scene.add(mesh);
  const pace = random.next() < 0.5 ? 0 : random.range(-0.5, 0.5);
  return (seconds) => void (mesh.rotation.y = seconds * pace);
}

/** Bars and cables thinner than a pixel or a few pixels thick. */
function wires(scene: THREE.Scene, random: Random): Animation {
  const parts: Part[] = Array.from({ length: 4 + random.int(24) }, () => {
    const from = drawPlace(random, 2.5).toArray();
    const to = drawPlace(random, 2.5).toArray();
    const thick = pointRadius(random) * 0.6;
    return random.next() < 0.5 ? rod(from, to, thick, 4) : wire(from, to, random.range(0, 0.8), thick, 20);
  });
  const material = new THREE.MeshBasicMaterial({ color: drawLight(random, brightness(random)) });
  const mesh = new THREE.Mesh(mergeParts(parts), material);
  scene.add(mesh);
  const pace = random.next() < 0.5 ? 0 : random.range(-0.6, 0.6);
  return (seconds) => void (mesh.rotation.y = seconds * pace);
}

/** Small lamps, each on its own way. */
function swarm(scene: THREE.Scene, random: Random): Animation {
  const lamps = Array.from({ length: 6 + random.int(30) }, () => {
    const material = new THREE.MeshBasicMaterial({ color: drawLight(random, brightness(random)) });
    const mesh = new THREE.Mesh(new THREE.IcosahedronGeometry(pointRadius(random) * 1.5, 1), material);
    scene.add(mesh);
    return { mesh, home: drawPlace(random, 2), reach: random.range(0.1, 1.5), pace: random.range(-3, 3) };
  });
  return (seconds) => {
    for (const [i, { mesh, home, reach, pace }] of lamps.entries()) {
      const a = seconds * pace + i;
      mesh.position.set(
        home.x + Math.sin(a) * reach,
        home.y + Math.sin(a * 1.3) * reach * 0.4,
        home.z + Math.cos(a) * reach,
      );
    }
  };
}

/** A textured, lacquered or shining object that turns. */
function addLit(scene: THREE.Scene, random: Random, resources: Resources): Animation {
  const material =
    random.next() < 0.7
      ? drawSurface(random, { resources })
      : new THREE.MeshStandardMaterial({ color: drawLight(random, 1), roughness: random.range(0.05, 0.5) });
  const mesh = new THREE.Mesh(drawShape(random, random.range(0.3, 1.1)), material);
  mesh.position.copy(drawPlace(random, 1.2));
  scene.add(mesh);
  const [x, y] = random.next() < 0.25 ? [0, 0] : [random.range(-2, 2), random.range(-2, 2)];
  return (seconds) => void mesh.rotation.set(x * seconds, y * seconds, 0);
}
