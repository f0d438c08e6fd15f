import * as THREE from 'three/webgpu';
import { hash, mergeParts, meterBox, type Part, type Random } from '@frameloom/scenes/kit';
import { addCrossers, drawShape } from './kit/crossers.ts';
import { addGround } from './kit/ground.ts';
import { castShadows, lightScene } from './kit/light.ts';
import { drawSurface } from './kit/surfaces.ts';
import { createWorld, viewsAround, type Animation } from './kit/world.ts';
import type { Family } from './types.ts';

/** A dim hall in which many lights wander, flash and throw moving shadows: the picture changes where nothing moves. */
export const lights: Family = {
  name: 'lights',
  summary: 'wandering and flashing lights, moving shadows',
  build(random, resources) {
    const scene = new THREE.Scene();
    const light = lightScene(scene, random, resources, {
      darkness: random.range(0.75, 1),
      shadows: 1,
      reach: 9,
      fog: 0.1,
    });
    light.sun.intensity *= 2;
    addGround(scene, random, resources, 40);
    const walls: Part[] = [-7, 7].map((z) => ({ geometry: meterBox(16, 5, 0.4), position: [0, 2.5, z] }));
    scene.add(new THREE.Mesh(mergeParts(walls), drawSurface(random)));
    for (let i = 0, count = 9 + random.int(10); i < count; i++) {
      const size = random.range(0.2, 0.9);
      const mesh = new THREE.Mesh(drawShape(random, size), drawSurface(random));
      mesh.position.set(random.range(-5, 5), size, random.range(-5, 5));
      mesh.rotation.y = random.range(0, 6);
      scene.add(mesh);
    }
    const animations: Animation[] = [swingSun(light.sun, random)];
    for (let i = 0, count = 3 + random.int(4); i < count; i++) animations.push(addWanderer(scene, random, i));
    if (random.next() < 0.5) animations.push(addBeam(scene, random));
    animations.push(...addCrossers(scene, random, { count: random.int(4), reach: 3 }));
    castShadows(scene, light);
    return createWorld({
      random,
      scene,
      animations,
      followers: light.followers,
      extras: [light.environment],
      views: viewsAround(random, [0, 1.1, 0], { distance: [4.5, 6.5], height: [0.6, 3] }),
    });
  },
};

function swingSun(sun: THREE.DirectionalLight, random: Random): Animation {
  const home = sun.position.clone();
  const [pace, reach] = [random.range(0.2, 2), random.range(2, 14)];
  return (seconds) =>
    void sun.position.set(
      home.x + Math.sin(seconds * pace) * reach,
      home.y,
      home.z + Math.cos(seconds * pace) * reach,
    );
}

function addWanderer(scene: THREE.Scene, random: Random, index: number): Animation {
  const color = new THREE.Color().setHSL(random.next(), random.range(0.3, 1), 0.6);
  const lamp = new THREE.PointLight(color, 1, random.range(6, 14));
  const bulb = new THREE.Mesh(
    new THREE.SphereGeometry(random.range(0.03, 0.1), 12, 8),
    new THREE.MeshBasicMaterial(),
  );
  lamp.add(bulb);
  scene.add(lamp);
  const strength = random.range(5, 30);
  const flash = random.pick(['steady', 'steady', 'pulse', 'strobe', 'flicker']);
  const [radius, height, pace] = [random.range(0.5, 5), random.range(0.6, 3.5), random.range(-2.5, 2.5)];
  return (seconds) => {
    lamp.position.set(
      Math.sin(seconds * pace + index) * radius,
      height,
      Math.cos(seconds * pace * 0.8 + index) * radius,
    );
    const level = {
      steady: 1,
      pulse: 0.5 + 0.5 * Math.sin(seconds * 5 + index),
      strobe: Math.floor(seconds * 12 + index) % 3 === 0 ? 1.6 : 0,
      flicker: 0.3 + hash(Math.floor(seconds * 15), index),
    }[flash]!;
    lamp.intensity = strength * level;
    bulb.material.color.copy(color).multiplyScalar(0.1 + 8 * level);
  };
}

/** A spot that sweeps the floor. */
function addBeam(scene: THREE.Scene, random: Random): Animation {
  const beam = new THREE.SpotLight(
    new THREE.Color().setHSL(random.next(), 0.4, 0.7),
    random.range(60, 200),
    20,
    random.range(0.15, 0.5),
    random.range(0.1, 0.8),
  );
  beam.position.set(random.range(-3, 3), 4.5, random.range(-3, 3));
  scene.add(beam, beam.target);
  const pace = random.range(0.5, 3);
  return (seconds) =>
    void beam.target.position.set(Math.sin(seconds * pace) * 4, 0, Math.cos(seconds * pace * 0.7) * 4);
}
