// Small scenes of the kinds that broke upscalers in the field: light on dark, points and wires, passing light.
import * as THREE from 'three/webgpu';
import type { MeasuredScene, SceneSource } from './types.ts';

/** `light`: brightness · `back`: of the background, `null` for none · `speed`: display pixels, or hundredths of a radian, a frame. */
export type FieldOptions = { light: number; back: number | null; speed: number; pan?: boolean };

const distance = 10;
/** Display lines for which points and wires have their sizes. */
export const fieldHeight = 90;
const pixel = (2 * distance * Math.tan(THREE.MathUtils.degToRad(20))) / fieldHeight;

/** Kinds of scenes. */
export type FieldKind = 'points' | 'wires' | 'knot' | 'sprites';

type Build = (options: FieldOptions) => { object: THREE.Object3D; animate(frame: number): void };

const kinds: Record<FieldKind, Build> = {
  points: buildPoints,
  wires: buildWires,
  knot: buildKnot,
  sprites: buildSprites,
};

/** A scene by kind: `points` of one display pixel, `wires` of a third of one, a `knot`, additive `sprites` over a railing. */
export function fieldScene(kind: FieldKind, options: FieldOptions): SceneSource {
  return { name: kind, open: async () => open(kinds[kind], options) };
}

function open(build: Build, options: FieldOptions): MeasuredScene {
  const { back, pan = false, speed } = options;
  const scene = new THREE.Scene();
  if (back !== null) scene.background = new THREE.Color(back, back, back);
  const camera = new THREE.PerspectiveCamera(40, 16 / 9, 0.1, 100);
  camera.position.z = distance;
  const { object, animate } = build(options);
  scene.add(object);
  return {
    scene,
    camera,
    sequence(frame) {
      const turn = pan ? ((frame - 20) * speed * pixel) / distance : 0;
      camera.rotation.set(0.37 * turn, turn, 0);
      animate(pan ? 0 : frame);
      scene.updateMatrixWorld();
      return { cut: false };
    },
    dispose: () =>
      scene.traverse((child) => {
        if (child instanceof THREE.Mesh) child.geometry.dispose();
      }),
  };
}

function drift(object: THREE.Object3D, speed: number): (frame: number) => void {
  return (frame) => object.position.set((frame - 20) * speed * pixel, (frame - 20) * speed * 0.37 * pixel, 0);
}

function lamp(light: number): THREE.MeshBasicMaterial {
  return new THREE.MeshBasicMaterial({ color: new THREE.Color(light, light * 0.9, light * 0.7) });
}

function buildPoints({ light, speed }: FieldOptions): ReturnType<Build> {
  const group = new THREE.Group();
  const [geometry, material] = [new THREE.PlaneGeometry(pixel, pixel), lamp(light)];
  for (let i = 0; i < 45; i++) {
    const [x, y] = [i % 9, Math.floor(i / 9)];
    const point = new THREE.Mesh(geometry, material);
    // Every place within a render pixel of ratio 2 (R2 sequence).
    const [dx, dy] = [2 * ((i * 0.7549 + 0.5) % 1), 2 * ((i * 0.5698 + 0.5) % 1)];
    point.position.set(((x - 4) * 12 + dx) * pixel, ((y - 2) * 12 + dy) * pixel, 0);
    group.add(point);
  }
  return { object: group, animate: drift(group, speed) };
}

function buildWires({ light, speed }: FieldOptions): ReturnType<Build> {
  const group = new THREE.Group();
  const [geometry, material] = [new THREE.PlaneGeometry(100 * pixel, pixel / 3), lamp(light)];
  for (const [i, angle] of [0.02, 0.3, 0, -0.15, 1.2, 0.7].entries()) {
    const wire = new THREE.Mesh(geometry, material);
    wire.position.y = (i - 2.5) * 12 * pixel;
    wire.rotation.z = angle;
    group.add(wire);
  }
  return { object: group, animate: drift(group, speed) };
}

function buildKnot({ light, speed }: FieldOptions): ReturnType<Build> {
  const material = new THREE.MeshStandardMaterial({ color: 0xffb030, roughness: 0.3, metalness: 0.1 });
  const knot = new THREE.Mesh(new THREE.TorusKnotGeometry(1.6, 0.5, 128, 24), material);
  const sun = new THREE.DirectionalLight(0xffffff, 3 * light);
  sun.position.set(3, 4, 5);
  const group = new THREE.Group();
  group.add(knot, sun, new THREE.AmbientLight(0xffffff, 0.3 * light));
  return {
    object: group,
    animate: (frame) => void knot.rotation.set(0.3 + 0.01 * frame * speed, 0.5 + 0.013 * frame * speed, 0),
  };
}

function buildSprites({ light, speed }: FieldOptions): ReturnType<Build> {
  const group = new THREE.Group();
  const grey = new THREE.MeshStandardMaterial({ color: 0x888888 });
  const add = (geometry: THREE.BoxGeometry, x: number, y: number): void => {
    const mesh = new THREE.Mesh(geometry, grey);
    mesh.position.set(x, y, 0);
    group.add(mesh);
  };
  const [bar, rail] = [new THREE.BoxGeometry(0.03, 5, 0.03), new THREE.BoxGeometry(12, 0.08, 0.05)];
  for (let i = 0; i < 60; i++) add(bar, (i - 30) * 0.2, 0);
  for (const y of [-2.4, 0, 2.4]) add(rail, 0, y);
  group.add(new THREE.HemisphereLight(0xffffff, 0x444444, 2));
  const sprites = Array.from({ length: 36 }, (_, i) => {
    const color = new THREE.Color(1, 0.5 + 0.1 * ((i * 7) % 5), 0.3).multiplyScalar(light);
    const material = new THREE.SpriteMaterial({
      map: puff(),
      color,
      blending: THREE.AdditiveBlending,
      transparent: true,
      depthWrite: false,
    });
    const sprite = new THREE.Sprite(material);
    sprite.scale.setScalar(0.25 + 0.2 * ((i * 3) % 4));
    group.add(sprite);
    return sprite;
  });
  return {
    object: group,
    animate(frame) {
      for (const [i, sprite] of sprites.entries()) {
        const angle = i * 2.4 + 0.01 * frame * speed * (0.5 + (i % 5) / 4);
        const radius = 1 + (i % 7) * 0.45;
        sprite.position.set(Math.cos(angle) * radius, Math.sin(angle * 1.3 + i) * 2.2, 0.5 + (i % 3) * 0.3);
      }
    },
  };
}

function puff(): THREE.DataTexture {
  const size = 32;
  const data = Uint8Array.from({ length: size * size * 4 }, (_, i) => {
    const at = i >> 2;
    const away = Math.hypot((at % size) - 15.5, Math.floor(at / size) - 15.5) / 16;
    return i % 4 === 3 ? 255 : Math.max(0, 1 - away) ** 2 * 255;
  });
  const texture = new THREE.DataTexture(data, size, size);
  texture.magFilter = THREE.LinearFilter;
  texture.needsUpdate = true;
  return texture;
}
