// A very small scene for checking the harness itself: a checkered floor, a fence, a turning box that uncovers a wall.
import * as THREE from 'three/webgpu';
import type { MeasuredScene, SceneSource } from './types.ts';

/** Frame of the cut and first frame without any motion. */
export const probeCut = 24;
export const probeStop = 40;

/** The probe scene; fast enough for tests, never part of `all`. */
export const probeScene: SceneSource = { name: 'probe', open: async () => buildProbe() };

function buildProbe(): MeasuredScene {
  const scene = new THREE.Scene();
  scene.background = new THREE.Color(0.25, 0.35, 0.55);
  const camera = new THREE.PerspectiveCamera(55, 16 / 9, 0.1, 60);
  const texture = checkers();
  const floor = new THREE.Mesh(
    new THREE.PlaneGeometry(30, 30).rotateX(-Math.PI / 2),
    new THREE.MeshStandardMaterial({ map: texture, roughness: 0.9 }),
  );
  const wall = new THREE.Mesh(
    new THREE.BoxGeometry(14, 4, 0.4),
    new THREE.MeshStandardMaterial({ map: texture, color: 0xffb070 }),
  );
  wall.position.set(0, 2, -6);
  const box = new THREE.Mesh(
    new THREE.BoxGeometry(1.4, 2.2, 1.4),
    new THREE.MeshStandardMaterial({ color: 0x3366ff, roughness: 0.4 }),
  );
  const bars = new THREE.InstancedMesh(
    new THREE.CylinderGeometry(0.02, 0.02, 1.4),
    new THREE.MeshStandardMaterial({ color: 0xf0f0f0 }),
    40,
  );
  const matrix = new THREE.Matrix4();
  for (let i = 0; i < 40; i++) bars.setMatrixAt(i, matrix.makeTranslation((i - 20) * 0.25, 0.7, 1));
  const lamp = new THREE.Mesh(
    new THREE.SphereGeometry(0.25),
    new THREE.MeshBasicMaterial({ color: new THREE.Color(8, 6, 3) }),
  );
  lamp.position.set(2.5, 2.6, -3);
  const pane = new THREE.Mesh(
    new THREE.PlaneGeometry(2, 2),
    new THREE.MeshStandardMaterial({ color: 0x88ffcc, transparent: true, opacity: 0.35 }),
  );
  pane.position.set(-2.5, 1.2, -1);
  const sun = new THREE.DirectionalLight(0xffffff, 2.2);
  sun.position.set(3, 6, 4);
  scene.add(floor, wall, box, bars, lamp, pane, sun, new THREE.HemisphereLight(0xaaccff, 0x443322, 0.8));
  return {
    scene,
    camera,
    sequence(frame) {
      const time = Math.min(frame, probeStop) / 60;
      box.position.set(Math.sin(time * 5) * 3, 1.1, -2.5);
      box.rotation.y = time * 2;
      const second = frame >= probeCut;
      camera.position.set(second ? -3 + time * 2 : time * 3 - 0.5, second ? 2.4 : 1.5, second ? 5 : 4.5);
      camera.lookAt(second ? 0.5 : time, 1.1, -3);
      scene.updateMatrixWorld();
      return { cut: frame === probeCut };
    },
    dispose() {
      for (const mesh of [floor, wall, box, bars, lamp, pane]) {
        mesh.geometry.dispose();
        mesh.material.dispose();
      }
      bars.dispose();
      texture.dispose();
    },
  };
}

function checkers(): THREE.DataTexture {
  const size = 64;
  const data = new Uint8Array(size * size * 4);
  for (let i = 0; i < size * size; i++) {
    const on = (((i % size) >> 3) + (Math.floor(i / size) >> 3)) % 2;
    data.set(on ? [220, 215, 200, 255] : [60, 65, 70, 255], i * 4);
  }
  const texture = new THREE.DataTexture(data, size, size);
  texture.wrapS = texture.wrapT = THREE.RepeatWrapping;
  texture.repeat.set(6, 6);
  texture.magFilter = THREE.LinearFilter;
  texture.minFilter = THREE.LinearMipmapLinearFilter;
  texture.generateMipmaps = true;
  texture.anisotropy = 4;
  texture.colorSpace = THREE.SRGBColorSpace;
  texture.needsUpdate = true;
  return texture;
}
