import * as THREE from 'three/webgpu';
import { mergeParts, meterBox, type Part } from '../kit/geometry.ts';
import { smoothstep, TAU } from '../kit/math.ts';
import { cobbles, cloth } from '../kit/patterns.ts';
import { createSky } from '../kit/sky.ts';
import { createCamera, createStage, type Shot } from '../kit/stage.ts';
import type { BuildOptions, BuiltScene } from '../types.ts';

/** A street of market stalls after rain, at night. */
export function buildMarket(_options: BuildOptions): BuiltScene {
  const scene = new THREE.Scene();
  scene.fog = new THREE.FogExp2(0x131a33, 0.03);
  const sky = createSky(120, [16, 64], (_, elevation) => {
    const t = smoothstep(-0.1, 0.5, elevation);
    return [0.03 - 0.02 * t, 0.04 - 0.02 * t, 0.12 - 0.05 * t];
  });
  scene.add(sky, new THREE.HemisphereLight(0x4a5a90, 0x40302a, 0.8));
  const { map, normalMap } = cobbles(512, 12);
  map.repeat.set(10, 40);
  normalMap.repeat.set(10, 40);
  scene.add(
    new THREE.Mesh(
      new THREE.PlaneGeometry(20, 80).rotateX(-Math.PI / 2).translate(0, 0, -25),
      new THREE.MeshStandardMaterial({ map, normalMap, roughness: 0.5 }),
    ),
  );
  const awnings: Part[] = [];
  const bulbs: Part[] = [];
  for (let i = 0; i < 8; i++) {
    for (const side of [-1, 1]) {
      awnings.push({
        geometry: meterBox(2, 0.05, 3),
        position: [side * 4, 2.5, -i * 4],
        rotation: [0, 0, side * 0.25],
      });
      awnings.push({
        geometry: meterBox(1.4, 0.9, 2.8),
        position: [side * 4.2, 0.45, -i * 4],
        color: 0x604020,
      });
      bulbs.push({ geometry: new THREE.SphereGeometry(0.14, 12, 8), position: [side * 3.2, 2.1, -i * 4] });
    }
  }
  scene.add(
    new THREE.Mesh(
      mergeParts(awnings),
      new THREE.MeshLambertMaterial({
        map: cloth(256, 48, [0.7, 0.1, 0.1], [0.9, 0.85, 0.7], 4),
        vertexColors: true,
      }),
    ),
  );
  const glow = new THREE.MeshBasicMaterial();
  glow.color.setRGB(12, 6, 2);
  scene.add(new THREE.Mesh(mergeParts(bulbs), glow));
  const light = new THREE.PointLight(0xffa050, 40, 20);
  scene.add(light);
  return createStage({
    scene,
    camera: createCamera(55, 200),
    animate: (seconds) => void light.position.set(Math.sin(seconds), 2.6, -6 + 5 * Math.cos(seconds * 0.7)),
    shots,
    followers: [sky],
    flight: (seconds) => ({ position: [Math.sin((seconds / 30) * TAU), 1.7, 4], target: [0, 1.6, -10] }),
  });
}

const shots: readonly Shot[] = [
  { frames: 20, pose: (f) => ({ position: [-1.4 + f * 0.12, 1.6, 3], target: [-1.2 + f * 0.12, 1.6, -6] }) },
  {
    frames: 10,
    pose: (f) => ({
      position: [1, 1.6, 3],
      target: [1.2 + Math.sin(f * 0.017) * 9, 1.6, 3 - Math.cos(f * 0.017) * 9],
    }),
  },
  { frames: 18, cut: true, pose: (f) => ({ position: [-1, 1.8, -4 - f * 0.08], target: [1, 1.6, -14] }) },
  { frames: 16, pose: () => ({ position: [-1, 1.8, -4 - 17 * 0.08], target: [1, 1.6, -14] }) },
];
