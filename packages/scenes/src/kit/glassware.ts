import * as THREE from 'three/webgpu';
import { mergeParts, type Part, rod } from './geometry.ts';
import { createGlassMaterial } from './glass-material.ts';
import { TAU } from './math.ts';
import type { Random } from './prng.ts';

/** Profiles (radius, height) of blown glass. */
const PROFILES: readonly (readonly (readonly [number, number])[])[] = [
  [
    [0.001, 0],
    [0.085, 0],
    [0.09, 0.02],
    [0.09, 0.24],
    [0.07, 0.3],
    [0.03, 0.35],
    [0.028, 0.44],
    [0.036, 0.45],
    [0.036, 0.47],
  ],
  [
    [0.001, 0],
    [0.06, 0],
    [0.13, 0.06],
    [0.15, 0.14],
    [0.12, 0.22],
    [0.05, 0.28],
    [0.04, 0.34],
    [0.06, 0.38],
  ],
  [
    [0.001, 0],
    [0.05, 0],
    [0.055, 0.01],
    [0.012, 0.03],
    [0.01, 0.12],
    [0.06, 0.15],
    [0.08, 0.22],
    [0.07, 0.3],
  ],
  [
    [0.001, 0],
    [0.11, 0],
    [0.115, 0.015],
    [0.115, 0.2],
    [0.1, 0.23],
    [0.1, 0.26],
    [0.108, 0.265],
  ],
];

/** Rows of bottles on the bench, and a turntable on which four of them go round. */
export function addBottles(
  scene: THREE.Scene,
  random: Random,
  environment: THREE.Texture,
): (seconds: number) => void {
  const tints = [0x1fa070, 0xd88018, 0x3f78e0, 0xd03a58, 0xb8d8d0];
  const shapes = PROFILES.map(
    (profile) =>
      new THREE.LatheGeometry(
        profile.map(([x, y]) => new THREE.Vector2(x, y)),
        28,
      ),
  );
  const columns = 10;
  for (const [i, shape] of shapes.entries()) {
    const material = createGlassMaterial(0.1, 1.5, environment);
    material.side = THREE.DoubleSide;
    const mesh = new THREE.InstancedMesh(shape, material, columns);
    const matrix = new THREE.Matrix4();
    for (let k = 0; k < columns; k++) {
      // four rows, a shape each, wider apart towards the visitor; the middle is left to the turntable
      const front = [-1.15, -0.75, -0.35, 0.55][(i + k) % 4] ?? 0;
      const x = (k - (columns - 1) / 2) * 0.56 + random.range(-0.08, 0.08) + (i - 1.5) * 0.1;
      const clear = front > -0.6 && Math.abs(x + 0.35) < 0.75 ? -0.8 - 0.4 * random.next() : front;
      const scale = random.range(0.95, 1.4);
      matrix.makeScale(scale, scale, scale);
      matrix.setPosition(x, 1, clear + random.range(-0.06, 0.06));
      mesh.setMatrixAt(k, matrix);
      mesh.setColorAt(k, new THREE.Color(tints[(k + i * 2) % tints.length]));
    }
    mesh.renderOrder = 1;
    mesh.computeBoundingSphere();
    scene.add(mesh);
  }
  const turntable = new THREE.Group();
  turntable.position.set(-0.35, 1, 0.05);
  const plate = new THREE.Mesh(
    mergeParts([
      {
        geometry: new THREE.CylinderGeometry(0.42, 0.44, 0.03, 40),
        position: [0, 0.015, 0],
        color: 0x9a7a50,
      },
      rod([0.4, 0.03, 0], [0.4, 0.06, 0], 0.02),
    ]),
    new THREE.MeshStandardMaterial({ vertexColors: true, roughness: 0.35, metalness: 0.6 }),
  );
  turntable.add(plate);
  for (let k = 0; k < 4; k++) {
    const shape = shapes[k];
    if (shape === undefined) continue;
    const material = createGlassMaterial(0.14, 1.6, environment, tints[k] ?? 0xffffff);
    material.side = THREE.DoubleSide;
    const bottle = new THREE.Mesh(shape, material);
    const a = (k / 4) * TAU;
    bottle.position.set(Math.cos(a) * 0.28, 0.03, Math.sin(a) * 0.28);
    bottle.scale.setScalar(1.15);
    bottle.renderOrder = 2;
    turntable.add(bottle);
  }
  scene.add(turntable);
  return (seconds) => {
    turntable.rotation.y = seconds * 0.9;
  };
}

/** Coloured panes hanging on wires and swinging, in front of everything else. */
export function addPanes(scene: THREE.Scene, environment: THREE.Texture): (seconds: number) => void {
  const colors = [0x7fc8ff, 0xffc070, 0xa0f0c0, 0xff90a8];
  const frame = new THREE.MeshStandardMaterial({ color: 0x2a2c30, roughness: 0.65, metalness: 0.2 });
  const panes = colors.map((color, i) => {
    const group = new THREE.Group();
    const material = createGlassMaterial(0.09, 0.7, environment, color);
    material.side = THREE.DoubleSide;
    const glass = new THREE.Mesh(new THREE.PlaneGeometry(0.62, 0.82), material);
    glass.position.y = -1.1;
    glass.renderOrder = 3;
    const rim: Part[] = [
      rod([-0.31, 0, 0], [-0.31, -0.7, 0], 0.004, 4),
      rod([0.31, 0, 0], [0.31, -0.7, 0], 0.004, 4),
    ];
    for (const y of [-0.69, -1.51])
      rim.push({ geometry: new THREE.BoxGeometry(0.66, 0.03, 0.03), position: [0, y, 0] });
    for (const x of [-0.32, 0.32])
      rim.push({ geometry: new THREE.BoxGeometry(0.03, 0.85, 0.03), position: [x, -1.1, 0] });
    group.add(glass, new THREE.Mesh(mergeParts(rim), frame));
    group.position.set(-1.75 + i * 1.15, 2.95, i % 2 === 0 ? -0.1 : 0.3);
    scene.add(group);
    return group;
  });
  return (seconds) => {
    for (const [i, pane] of panes.entries()) {
      pane.rotation.set(
        0.16 * Math.sin(seconds * 1.9 + i * 1.4),
        0.5 * Math.sin(seconds * 0.8 + i * 2),
        0.03 * Math.sin(seconds * 2.3 + i),
      );
    }
  };
}
