// Two games of a few lines, one painted and one in three.js, recorded as a user would.
import type { Gpu } from '@frameloom/gpu';
import { recordLevel, type MoverState, type RecordLevelOptions } from '@frameloom/world';
import * as THREE from 'three/webgpu';

const options: RecordLevelOptions = {
  name: 'tiny',
  actions: ['stay', 'right'],
  cellPixels: 8,
  unitPixels: 4,
  world: [6, 4],
  anchor: [8, 8],
  movers: [{ name: 'player', looks: 2 }],
};
const at = (step: number): MoverState[] => [{ x: step, y: 2, look: step % 2 }];

/** A canvas that is red where the player is and gets bluer with each step. */
export async function recordPainted(): Promise<Uint8Array> {
  const canvas = Object.assign(document.createElement('canvas'), { width: 24, height: 16 });
  const context = canvas.getContext('2d')!;
  const draw = (step: number): void => {
    context.fillStyle = `rgb(0 0 ${step * 20})`;
    context.fillRect(0, 0, 24, 16);
    context.fillStyle = 'rgb(255 0 0)';
    context.fillRect(8, 8, 8, 8);
  };
  const recorder = recordLevel(canvas, options);
  for (const seed of [5, 6]) {
    draw(0);
    recorder.begin(at(0), { seed, bot: 'test' });
    for (let step = 1; step <= 4; step++) {
      draw(step);
      recorder.step(step % 2 === 0 ? 'stay' : 'right', at(step));
    }
    await recorder.end();
  }
  return recorder.finish();
}

/** The same with a scene: a green square on a background of another blue each step. */
export async function recordThree(gpu: Gpu): Promise<Uint8Array> {
  const canvas = document.createElement('canvas');
  const renderer = new THREE.WebGPURenderer({ canvas, device: gpu.device, antialias: false });
  await renderer.init();
  renderer.setPixelRatio(1);
  renderer.setSize(24, 16, false);
  const scene = new THREE.Scene();
  const square = new THREE.Mesh(
    new THREE.PlaneGeometry(8, 8),
    new THREE.MeshBasicMaterial({ color: new THREE.Color(0, 1, 0) }),
  );
  scene.add(square);
  const camera = new THREE.OrthographicCamera(-12, 12, 8, -8, 0.1, 10);
  camera.position.z = 1;
  const draw = (step: number): void => {
    scene.background = new THREE.Color().setRGB(0, 0, (step * 50) / 255, THREE.SRGBColorSpace);
    renderer.render(scene, camera);
  };
  draw(0);
  const recorder = recordLevel(canvas, options);
  draw(0);
  recorder.begin(at(0));
  for (let step = 1; step <= 3; step++) {
    draw(step);
    recorder.step(1, at(step));
  }
  await recorder.end();
  renderer.dispose();
  return recorder.finish();
}
