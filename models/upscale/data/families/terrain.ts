import * as THREE from 'three/webgpu';
import { sin, uniform, vec3 } from 'three/tsl';
import { previousPosition } from '@frameloom/three';
import { fbm, type Random, smoothstep } from '@frameloom/scenes/kit';
import { addCrossers } from './kit/crossers.ts';
import { castShadows, lightScene } from './kit/light.ts';
import { drawPattern } from './kit/surfaces.ts';
import { createWorld, viewsAround, type Animation } from './kit/world.ts';
import type { Family } from './types.ts';

/** Hills, boulders and water with waves that a vertex shader moves; flocks overhead. */
export const terrain: Family = {
  name: 'terrain',
  summary: 'hills, boulders, waves moved in the vertex shader, flocks of birds',
  build(random, resources) {
    const scene = new THREE.Scene();
    const light = lightScene(scene, random, resources, { reach: 16, fog: 0.5, reflections: 0.7 });
    const seed = random.int(1000);
    const steep = random.range(1.5, 5);
    const height = (x: number, z: number): number =>
      steep * (fbm((x + 40) / 80, (z + 40) / 80, 7, 4, seed) - 0.45);
    addHills(scene, random, height);
    addBoulders(scene, random, height);
    const animations: Animation[] = [];
    if (random.next() < 0.75) animations.push(addWater(scene, random));
    if (random.next() < 0.75) animations.push(addFlock(scene, random));
    animations.push(...addCrossers(scene, random, { count: random.int(3), reach: 4 }));
    castShadows(scene, light);
    return createWorld({
      random,
      scene,
      animations,
      followers: light.followers,
      extras: [light.environment],
      views: viewsAround(random, [0, 0.6, 0], {
        distance: [6, 14],
        height: [1.5 + steep * 0.4, 6 + steep * 0.4],
      }),
    });
  },
};

function addHills(scene: THREE.Scene, random: Random, height: (x: number, z: number) => number): void {
  const geometry = new THREE.PlaneGeometry(80, 80, 120, 120).rotateX(-Math.PI / 2);
  const position = geometry.getAttribute('position');
  const uv = geometry.getAttribute('uv');
  const color = new Float32Array(position.count * 3);
  const low = new THREE.Color().setHSL(random.range(0.08, 0.35), random.range(0.2, 0.6), 0.35);
  const high = new THREE.Color().setHSL(random.range(0, 1), random.range(0, 0.3), 0.75);
  const tone = new THREE.Color();
  for (let i = 0; i < position.count; i++) {
    const [x, z] = [position.getX(i), position.getZ(i)];
    const y = height(x, z);
    position.setY(i, y);
    uv.setXY(i, x, z);
    tone
      .copy(low)
      .lerp(high, smoothstep(-0.5, 1.5, y))
      .toArray(color, i * 3);
  }
  geometry.setAttribute('color', new THREE.BufferAttribute(color, 3));
  geometry.computeVertexNormals();
  const map = drawPattern(random);
  const repeat = random.range(0.3, 1.5);
  map.repeat.set(repeat, repeat);
  scene.add(new THREE.Mesh(geometry, new THREE.MeshLambertMaterial({ map, vertexColors: true })));
}

function addBoulders(scene: THREE.Scene, random: Random, height: (x: number, z: number) => number): void {
  const rock = new THREE.IcosahedronGeometry(1, 3);
  const position = rock.getAttribute('position');
  const point = new THREE.Vector3();
  for (let i = 0; i < position.count; i++) {
    point.fromBufferAttribute(position, i);
    const dent =
      0.75 + 0.5 * fbm(Math.abs(point.x * 0.5 + 0.5), Math.abs(point.y * 0.5 + point.z * 0.3 + 0.5), 4, 3, 3);
    position.setXYZ(i, point.x * dent, point.y * dent * 0.8, point.z * dent);
  }
  rock.computeVertexNormals();
  const count = 20 + random.int(50);
  const rocks = new THREE.InstancedMesh(
    rock,
    new THREE.MeshStandardMaterial({ map: drawPattern(random), roughness: random.range(0.4, 1) }),
    count,
  );
  const matrix = new THREE.Matrix4();
  for (let i = 0; i < count; i++) {
    const [x, z] = [random.range(-12, 12), random.range(-12, 12)];
    const size = random.range(0.1, 0.9) * random.next() + 0.1;
    matrix
      .makeRotationY(random.range(0, 6))
      .scale(new THREE.Vector3(size, size, size))
      .setPosition(x, height(x, z), z);
    rocks.setMatrixAt(i, matrix);
    rocks.setColorAt(i, new THREE.Color().setHSL(random.next(), 0.1, random.range(0.4, 0.8)));
  }
  rocks.computeBoundingSphere();
  scene.add(rocks);
}

function addWater(scene: THREE.Scene, random: Random): Animation {
  const clock = uniform(0) as THREE.UniformNode<'float', number>;
  const [tall, long] = [random.range(0.02, 0.15), random.range(0.8, 3)];
  const material = new THREE.MeshStandardNodeMaterial({
    color: new THREE.Color().setHSL(random.range(0.45, 0.65), 0.5, 0.25),
    roughness: random.range(0.05, 0.3),
    metalness: 0.2,
  });
  if (random.next() < 0.4) Object.assign(material, { transparent: true, opacity: random.range(0.5, 0.85) });
  material.positionNode = previousPosition(
    (position, time) =>
      position.add(
        vec3(
          0,
          sin(position.x.mul(long).add(time.mul(2)))
            .add(sin(position.z.mul(long * 1.3).sub(time.mul(1.4))))
            .mul(tall),
          0,
        ),
      ),
    clock,
  );
  const water = new THREE.Mesh(new THREE.PlaneGeometry(60, 60, 100, 100).rotateX(-Math.PI / 2), material);
  water.position.y = random.range(-0.3, 0.3);
  scene.add(water);
  return (seconds) => {
    clock.value = seconds;
  };
}

function addFlock(scene: THREE.Scene, random: Random): Animation {
  const wing = new THREE.BufferGeometry();
  wing.setAttribute(
    'position',
    new THREE.Float32BufferAttribute(
      [0, 0, -0.12, 0.35, 0.06, 0.05, 0, 0, 0.12, 0, 0, -0.12, 0, 0, 0.12, -0.35, 0.06, 0.05],
      3,
    ),
  );
  wing.computeVertexNormals();
  const count = 12 + random.int(40);
  const birds = new THREE.InstancedMesh(
    wing,
    new THREE.MeshLambertMaterial({ color: random.pick([0x18181c, 0xe8e4dc]), side: THREE.DoubleSide }),
    count,
  );
  birds.frustumCulled = false;
  scene.add(birds);
  const places = Array.from({ length: count }, () => ({
    radius: random.range(1, 7),
    y: random.range(1.5, 4.5),
    start: random.range(0, 6),
    pace: random.range(0.4, 1.4),
    size: random.range(0.3, 1),
  }));
  const matrix = new THREE.Matrix4();
  const turn = new THREE.Quaternion();
  const euler = new THREE.Euler();
  return (seconds) => {
    for (const [i, { radius, y, start, pace, size }] of places.entries()) {
      const a = start + seconds * pace;
      euler.set(0, -a, 0.5 * Math.sin(seconds * 9 + i));
      const flap = new THREE.Vector3(size, size * (1 + 2.5 * Math.sin(seconds * 14 + i)), size);
      matrix.compose(
        new THREE.Vector3(Math.cos(a) * radius, y + 0.2 * Math.sin(a * 3), Math.sin(a) * radius),
        turn.setFromEuler(euler),
        flap,
      );
      birds.setMatrixAt(i, matrix);
    }
    birds.instanceMatrix.needsUpdate = true;
  };
}
