import * as THREE from 'three/webgpu';
import { mergeParts, meterBox, type Part, rod } from './geometry.ts';
import { brick, checker } from './patterns.ts';
import { signTexture } from './text.ts';
import { hangingPoint, wire } from './wires.ts';

/** The square and the row of houses behind it. */
export function addStreet(scene: THREE.Scene): void {
  const ground = new THREE.Mesh(
    new THREE.PlaneGeometry(120, 40).rotateX(-Math.PI / 2),
    new THREE.MeshLambertMaterial({ map: checker(256, 4, [0.72, 0.68, 0.62], [0.52, 0.48, 0.45]) }),
  );
  repeat(ground.material.map, 60, 20);
  scene.add(ground);
  const walls: Part[] = [];
  const trims: Part[] = [];
  const panes: Part[] = [];
  const tones = [0xffffff, 0xd9c7a8, 0xb9a6a0, 0xe6b9a0];
  for (let i = -4; i <= 4; i++) {
    const height = 8 + (((i + 8) * 7) % 5) * 0.6;
    const x = i * 8;
    walls.push({
      geometry: meterBox(8, height, 3),
      position: [x, height / 2, -9.5],
      color: tones[(i + 8) % 4] ?? 0xffffff,
    });
    trims.push({ geometry: meterBox(8.05, 0.35, 3.5), position: [x, height, -9.5], color: 0xe9e2d2 });
    trims.push({ geometry: meterBox(8.05, 0.2, 3.3), position: [x, 3.3, -9.5], color: 0xe9e2d2 });
    for (let k = -1; k <= 1; k++) {
      for (const y of [1.5, 4.8, 6.9]) {
        const wide = y < 2 ? 1.9 : 1.2;
        panes.push({
          geometry: new THREE.PlaneGeometry(wide, 1.6),
          position: [x + k * 2.5, y, -7.97],
          color: 0x2a3a4c,
        });
        trims.push({
          geometry: new THREE.BoxGeometry(wide + 0.2, 0.1, 0.16),
          position: [x + k * 2.5, y - 0.82, -7.95],
          color: 0xf2ece0,
        });
        for (const bar of [-0.3, 0.3]) {
          trims.push({
            geometry: new THREE.BoxGeometry(0.04, 1.6, 0.06),
            position: [x + k * 2.5 + bar, y, -7.95],
            color: 0xf2ece0,
          });
        }
      }
    }
  }
  const bricks = brick(256, 8, 16);
  bricks.repeat.set(0.5, 0.5);
  scene.add(
    new THREE.Mesh(mergeParts(walls), new THREE.MeshLambertMaterial({ map: bricks, vertexColors: true })),
  );
  scene.add(new THREE.Mesh(mergeParts(trims), new THREE.MeshLambertMaterial({ vertexColors: true })));
  const glass = new THREE.MeshStandardMaterial({ vertexColors: true, roughness: 0.15, metalness: 0.2 });
  scene.add(new THREE.Mesh(mergeParts(panes), glass));
  const names = ['ODEON', 'BRIO & SONS', 'CAFE LUMO', 'PAPIER', 'HOTEL ARGO'];
  for (const [i, name] of names.entries()) {
    const map = signTexture(name, {
      width: 256,
      height: 48,
      ink: [0.97, 0.93, 0.82],
      paper: [
        [0.12, 0.2, 0.3],
        [0.4, 0.1, 0.12],
        [0.1, 0.3, 0.22],
      ][i % 3] as [number, number, number],
    });
    const sign = new THREE.Mesh(new THREE.PlaneGeometry(4.2, 0.79), new THREE.MeshLambertMaterial({ map }));
    sign.position.set((i - 2) * 8, 2.78, -7.9);
    scene.add(sign);
  }
}

/** Pillars and a beam close to the camera: what disocclusions are made of. */
export function addArcade(scene: THREE.Scene): void {
  const parts: Part[] = [];
  for (let i = -8; i <= 8; i++) {
    const x = i * 2.7;
    parts.push({
      geometry: new THREE.CylinderGeometry(0.15, 0.17, 3.6, 16),
      position: [x, 1.8, 2],
      color: 0xd8cdb8,
    });
    parts.push({
      geometry: new THREE.CylinderGeometry(0.26, 0.17, 0.25, 16),
      position: [x, 3.55, 2],
      color: 0xe9dfcb,
    });
    parts.push({
      geometry: new THREE.BoxGeometry(0.46, 0.25, 0.46),
      position: [x, 0.12, 2],
      color: 0xb8ac96,
    });
    if (i < 8) {
      for (let k = 1; k < 14; k++)
        parts.push(rod([x + k * 0.193, 0.1, 2], [x + k * 0.193, 0.62, 2], 0.012, 5, 0x30343a));
      parts.push(rod([x, 0.62, 2], [x + 2.7, 0.62, 2], 0.022, 6, 0x30343a));
    }
  }
  parts.push({ geometry: new THREE.BoxGeometry(46, 0.5, 0.5), position: [0, 3.9, 2], color: 0xe0d5c0 });
  scene.add(new THREE.Mesh(mergeParts(parts), new THREE.MeshLambertMaterial({ vertexColors: true })));
}

/** Strings of flags across the street. The flags flutter as instances. */
export function addBunting(scene: THREE.Scene): (seconds: number) => void {
  const strings: Part[] = [];
  const places: { at: THREE.Vector3; color: number; turn: number }[] = [];
  const colors = [0xe8473f, 0xf4b429, 0x3d9be0, 0xf7f3e8, 0x4fb06d];
  for (let i = -5; i <= 5; i++) {
    const a = [i * 4, 6.2, -7.9] as const;
    const b = [i * 4 + 1.5, 3.95, 2] as const;
    strings.push(wire(a, b, 0.7, 0.012));
    for (let k = 1; k < 20; k++) {
      const point = hangingPoint(a, b, 0.7, k / 20);
      places.push({
        at: new THREE.Vector3(...point),
        color: colors[(k + i + 10) % 5] ?? 0,
        turn: Math.PI / 2 + 0.15,
      });
    }
  }
  scene.add(new THREE.Mesh(mergeParts(strings), new THREE.MeshLambertMaterial({ vertexColors: true })));
  const flag = new THREE.BufferGeometry();
  flag.setAttribute('position', new THREE.Float32BufferAttribute([-0.17, 0, 0, 0.17, 0, 0, 0, -0.42, 0], 3));
  flag.setAttribute('normal', new THREE.Float32BufferAttribute([0, 0.3, 1, 0, 0.3, 1, 0, 0.3, 1], 3));
  const flags = new THREE.InstancedMesh(
    flag,
    new THREE.MeshLambertMaterial({ side: THREE.DoubleSide }),
    places.length,
  );
  for (const [i, place] of places.entries()) flags.setColorAt(i, new THREE.Color(place.color));
  flags.frustumCulled = false;
  scene.add(flags);
  const matrix = new THREE.Matrix4();
  const turn = new THREE.Quaternion();
  const one = new THREE.Vector3(1, 1, 1);
  const euler = new THREE.Euler(0, 0, 0, 'YXZ');
  return (seconds) => {
    for (const [i, place] of places.entries()) {
      euler.set(
        0.5 * Math.sin(seconds * 5 + i * 0.9 + place.at.x),
        place.turn,
        0.15 * Math.sin(seconds * 3.1 + i),
      );
      flags.setMatrixAt(i, matrix.compose(place.at, turn.setFromEuler(euler), one));
    }
    flags.instanceMatrix.needsUpdate = true;
  };
}

function repeat(texture: THREE.Texture | null, x: number, y: number): void {
  texture?.repeat.set(x, y);
}
