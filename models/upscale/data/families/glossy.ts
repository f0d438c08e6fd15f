import * as THREE from 'three/webgpu';
import { cobbles, fbm, paintNormals, type Random } from '@frameloom/scenes/kit';
import { addCrossers, drawShape } from './kit/crossers.ts';
import { addGround } from './kit/ground.ts';
import { castShadows, lightScene } from './kit/light.ts';
import { drawPattern, drawTint } from './kit/surfaces.ts';
import { createWorld, viewsAround, type Animation } from './kit/world.ts';
import type { Family } from './types.ts';

/** Metal, lacquer and wet stone under bright surroundings: highlights that move against their surface. */
export const glossy: Family = {
  name: 'glossy',
  summary: 'metal and lacquer, normal maps, sharp highlights, reflected surroundings',
  build(random, resources) {
    const scene = new THREE.Scene();
    const light = lightScene(scene, random, resources, { reflections: 1, fog: 0, shadows: 0.3, reach: 8 });
    const ground = addGround(scene, random, resources, 40);
    if (random.next() < 0.6) ground.material = glossyMaterial(random, 20);
    const animations: Animation[] = [];
    for (let i = 0, count = 9 + random.int(10); i < count; i++) {
      const size = random.range(0.2, 1);
      const mesh = new THREE.Mesh(
        random.next() < 0.3 ? lathe(random, size) : drawShape(random, size),
        glossyMaterial(random, 2),
      );
      const angle = random.range(0, 6.28);
      const away = random.range(0, 4);
      mesh.position.set(Math.sin(angle) * away, size * random.range(0.8, 1.6), Math.cos(angle) * away);
      scene.add(mesh);
      if (random.next() < 0.5) animations.push(spinner(mesh, random));
    }
    const lamps = Array.from({ length: random.int(4) }, () => addLamp(scene, random));
    animations.push(...lamps, ...addCrossers(scene, random, { count: random.int(3), reach: 3 }));
    castShadows(scene, light);
    return createWorld({
      random,
      scene,
      animations,
      followers: light.followers,
      extras: [light.environment],
      views: viewsAround(random, [0, 0.8, 0], { distance: [4, 8], height: [0.5, 3.5] }),
    });
  },
};

function glossyMaterial(random: Random, repeat: number): THREE.Material {
  const rough = random.next();
  const settings = {
    color: drawTint(random, 0.5),
    roughness: 0.03 + 0.6 * rough * rough,
    metalness: random.next() < 0.55 ? 1 : 0,
    envMapIntensity: random.range(0.6, 1.4),
  };
  const material =
    random.next() < 0.25
      ? new THREE.MeshPhysicalMaterial({
          ...settings,
          clearcoat: 1,
          clearcoatRoughness: random.range(0.01, 0.15),
        })
      : new THREE.MeshStandardMaterial(settings);
  if (random.next() < 0.4) material.map = drawPattern(random);
  if (random.next() < 0.45) {
    material.normalMap = random.pick([() => cobbles(256, 7).normalMap, dents, brushed])();
    material.normalScale.setScalar(random.range(0.2, 1.2));
  }
  for (const map of [material.map, material.normalMap]) map?.repeat.set(repeat, repeat);
  return material;
}

function dents(): THREE.DataTexture {
  return paintNormals({ key: 'data dents', width: 128 }, 8, (u, v) => fbm(u, v, 8, 3, 12));
}

function brushed(): THREE.DataTexture {
  return paintNormals({ key: 'data brushed', width: 128 }, 2.5, (u, v) => fbm(u, v * 0.125, 64, 2, 19));
}

function lathe(random: Random, size: number): THREE.BufferGeometry {
  const points = Array.from(
    { length: 9 },
    (_, i) => new THREE.Vector2(size * random.range(0.15, 0.8), size * (i / 4 - 1)),
  );
  return new THREE.LatheGeometry(new THREE.SplineCurve(points).getPoints(40), 48);
}

function spinner(mesh: THREE.Mesh, random: Random): Animation {
  const pace = new THREE.Vector3(random.range(-1, 1), random.range(-3, 3), random.range(-1, 1));
  return (seconds) => void mesh.rotation.set(pace.x * seconds, pace.y * seconds, pace.z * seconds);
}

/** A bright bulb with a light, going round. */
function addLamp(scene: THREE.Scene, random: Random): Animation {
  const color = new THREE.Color().setHSL(random.next(), random.range(0.1, 0.9), 0.6);
  const light = new THREE.PointLight(color, random.range(4, 25), 12);
  const bulb = new THREE.Mesh(
    new THREE.SphereGeometry(random.range(0.03, 0.12), 12, 8),
    new THREE.MeshBasicMaterial({ color: color.clone().multiplyScalar(12) }),
  );
  light.add(bulb);
  scene.add(light);
  const [radius, height, pace, phase] = [
    random.range(1, 4),
    random.range(0.8, 3),
    random.range(-2, 2),
    random.range(0, 6),
  ];
  return (seconds) =>
    void light.position.set(
      Math.sin(seconds * pace + phase) * radius,
      height,
      Math.cos(seconds * pace + phase) * radius,
    );
}
