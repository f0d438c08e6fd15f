import * as THREE from 'three/webgpu';
import { mergeParts, meterBox, type Part, rod } from '../kit/geometry.ts';
import { clamp01, fbm, smoothstep, TAU } from '../kit/math.ts';
import { brick, checker, cloth, wood } from '../kit/patterns.ts';
import { createSky } from '../kit/sky.ts';
import { createCamera, createStage, type Pose, type Shot } from '../kit/stage.ts';
import type { BuildOptions, BuiltScene } from '../types.ts';
import { addPosters } from './posters.ts';

/** A colonnade with posters: fine detail everywhere, nothing moves but the camera. */
export function buildStatic(_options: BuildOptions): BuiltScene {
  const scene = new THREE.Scene();
  scene.fog = new THREE.Fog(0xc8d4e0, 40, 220);
  const sky = createSky(260, [64, 64], (azimuth, elevation) => {
    const t = smoothstep(0, 0.7, elevation);
    const cloud =
      smoothstep(0.5, 0.75, fbm(azimuth, clamp01(elevation), 8, 4, 9)) *
      smoothstep(0.02, 0.2, elevation) *
      0.5;
    return [0.72 - 0.52 * t + cloud, 0.8 - 0.42 * t + cloud, 0.9 - 0.1 * t + cloud];
  });
  scene.add(sky);
  scene.add(new THREE.HemisphereLight(0xdfeaff, 0x9a8a78, 1.6));
  const sun = new THREE.DirectionalLight(0xfff0d8, 2.4);
  sun.position.set(4, 7, 8);
  scene.add(sun);
  addFloor(scene);
  addWalls(scene);
  addPosters(scene);
  addDrapes(scene);
  addGrilles(scene);
  const camera = createCamera(50, 400);
  return createStage({
    scene,
    camera,
    animate: () => {},
    shots,
    followers: [sky],
    flight(seconds) {
      const t = (seconds / 48) * TAU;
      return {
        position: [Math.sin(t) * 2.4, 1.6, 4.5 + Math.cos(t) * 1.2],
        target: [Math.sin(t) * 1.1, 1.75, -4],
      };
    },
  });
}

/** x advances a third of a pixel a frame at first: slower than the jitter, which is the hard case. */
function pan(x: number): Pose {
  return { position: [-1.3 + x, 1.6, 2.2], target: [-1.1 + x * 1.1, 1.7, -4] };
}

const SLOW = 0.0038;
const FAST = 0.04;

const shots: readonly Shot[] = [
  { frames: 20, pose: (f) => pan(f * SLOW) },
  { frames: 10, pose: (f) => pan(20 * SLOW + f * FAST) },
  {
    frames: 18,
    cut: true,
    pose: (f) => ({ position: [1.6, 1.5, 2.6 - f * 0.02], target: [2.4 + f * 0.004, 1.7, -6] }),
  },
  {
    frames: 16,
    pose: () => ({ position: [1.6, 1.5, 2.6 - 17 * 0.02], target: [2.4 + 17 * 0.004, 1.7, -6] }),
  },
];

function addFloor(scene: THREE.Scene): void {
  const map = checker(256, 4, [0.86, 0.84, 0.8], [0.16, 0.17, 0.2]);
  map.repeat.set(200, 200);
  const floor = new THREE.Mesh(
    new THREE.PlaneGeometry(400, 400).rotateX(-Math.PI / 2),
    new THREE.MeshStandardMaterial({ map, roughness: 0.6 }),
  );
  scene.add(floor);
}

function addWalls(scene: THREE.Scene): void {
  const bricks = brick(512, 8, 24);
  bricks.repeat.set(0.55, 0.55);
  const walls: Part[] = [
    { geometry: meterBox(6, 4, 0.4), position: [-3.6, 2, -4.2] },
    { geometry: meterBox(3.4, 4, 0.4), position: [3.9, 2, -6.2], color: 0xe8d4c0 },
    { geometry: meterBox(0.4, 4, 12), position: [-6.6, 2, 1.5] },
  ];
  scene.add(
    new THREE.Mesh(
      mergeParts(walls),
      new THREE.MeshStandardMaterial({ map: bricks, vertexColors: true, roughness: 0.95 }),
    ),
  );
  const columns: Part[] = [];
  for (let i = 0; i < 9; i++) {
    const z = -4 - i * 5;
    for (const x of [0.2, 6.4]) {
      // fluted: 20 thin half-round ridges
      for (let k = 0; k < 20; k++) {
        const a = (k / 20) * TAU;
        columns.push({
          geometry: new THREE.CylinderGeometry(0.045, 0.05, 3.4, 6, 1, true),
          position: [x + Math.cos(a) * 0.24, 1.9, z + Math.sin(a) * 0.24],
          color: 0xe8e2d4,
        });
      }
      columns.push(
        { geometry: new THREE.BoxGeometry(0.8, 0.2, 0.8), position: [x, 0.1, z], color: 0xd8d0c0 },
        { geometry: new THREE.BoxGeometry(0.8, 0.24, 0.8), position: [x, 3.7, z], color: 0xe8e2d4 },
      );
    }
  }
  for (const x of [0.2, 6.4])
    columns.push({
      geometry: new THREE.BoxGeometry(0.7, 0.5, 46),
      position: [x, 4.05, -24],
      color: 0xe0d8c8,
    });
  scene.add(new THREE.Mesh(mergeParts(columns), new THREE.MeshLambertMaterial({ vertexColors: true })));
}

function addDrapes(scene: THREE.Scene): void {
  const weave = cloth(512, 96, [0.62, 0.16, 0.18], [0.88, 0.8, 0.66], 6);
  weave.repeat.set(1, 2);
  const drape = new THREE.PlaneGeometry(1.6, 3, 48, 1);
  const position = drape.getAttribute('position');
  for (let i = 0; i < position.count; i++)
    position.setZ(i, 0.08 * Math.sin(position.getX(i) * 22) + 0.03 * Math.sin(position.getX(i) * 9));
  drape.computeVertexNormals();
  const cloths = mergeParts([
    { geometry: drape, position: [5.1, 1.75, -5.8] },
    { geometry: drape, position: [-5.6, 1.9, -3.8] },
  ]);
  scene.add(new THREE.Mesh(cloths, new THREE.MeshLambertMaterial({ map: weave, side: THREE.DoubleSide })));
  const crates: Part[] = [];
  for (const [x, z, y, turn] of [
    [-3.4, -3.2, 0.3, 0.2],
    [-2.7, -3.3, 0.3, -0.1],
    [-3.05, -3.25, 0.9, 0.05],
    [2.6, -5, 0.3, 0.4],
  ] as const) {
    crates.push({ geometry: meterBox(0.6, 0.6, 0.6), position: [x, y, z], rotation: [0, turn, 0] });
  }
  scene.add(
    new THREE.Mesh(
      mergeParts(crates),
      new THREE.MeshLambertMaterial({ map: wood(256, 6), vertexColors: true }),
    ),
  );
}

/** Fine gratings: vertical bars and a mesh. */
function addGrilles(scene: THREE.Scene): void {
  const parts: Part[] = [];
  for (let k = 0; k <= 60; k++)
    parts.push(rod([0.75 + k * 0.025, 0.1, -3.6], [0.75 + k * 0.025, 1.2, -3.6], 0.006, 4, 0x20262e));
  for (const y of [0.1, 1.2]) parts.push(rod([0.7, y, -3.6], [2.3, y, -3.6], 0.015, 5, 0x20262e));
  for (let k = 0; k <= 24; k++) {
    parts.push(rod([4.2 + k * 0.05, 0.2, -4.5], [4.2 + k * 0.05, 1.4, -4.5], 0.005, 3, 0x6a2f2a));
    parts.push(rod([4.2, 0.2 + k * 0.05, -4.5], [5.4, 0.2 + k * 0.05, -4.5], 0.005, 3, 0x6a2f2a));
  }
  scene.add(new THREE.Mesh(mergeParts(parts), new THREE.MeshLambertMaterial({ vertexColors: true })));
}
