// Shows an orange box on a canvas, every second frame of it generated, and says what came of it.
import * as THREE from 'three/webgpu';
import { upscale } from '@frameloom/three';
import { generateFrames, type FrameGeneratorStats } from '@frameloom/three/frames';

export type ShownFrames = {
  stats: Pick<FrameGeneratorStats, 'generated' | 'shown' | 'pause'>;
  /** Rendered frames since the first generated one; `stats.shown` counts from there too. */
  updates: number;
  /** Pixels of the canvas after a generated frame. */
  centre: number[];
  corner: number[];
};

export async function showFrames(canvas: HTMLCanvasElement | OffscreenCanvas): Promise<ShownFrames> {
  const renderer = new THREE.WebGPURenderer({ canvas });
  await renderer.init();
  renderer.setSize(96, 54, false);
  const scene = new THREE.Scene();
  scene.background = new THREE.Color(0, 0, 1);
  const box = new THREE.Mesh(
    new THREE.BoxGeometry(2, 2, 2),
    new THREE.MeshBasicMaterial({ color: 0xff8800 }),
  );
  scene.add(box);
  const camera = new THREE.PerspectiveCamera(50, 96 / 54, 0.1, 50);
  camera.position.z = 4;
  const node = upscale(scene, camera, { quality: 'performance' });
  const pipeline = new THREE.RenderPipeline(renderer, node);
  const frames = generateFrames(pipeline, { node, factor: 2, minBaseRate: 0 });
  let updates = 0;
  let shownBefore = 0;
  const loop = frames.loop((time) => {
    updates += 1;
    box.rotation.y = time / 2000;
  });
  const copy = new OffscreenCanvas(96, 54).getContext('2d')!;
  await new Promise<void>((resolve, reject) => {
    void renderer.setAnimationLoop((time) => {
      const before = frames.stats.generated;
      try {
        loop(time);
      } catch (error) {
        reject(error);
      }
      if (frames.stats.generated === 0) {
        updates = 0; // it compiles, and shows what is rendered
        shownBefore = frames.stats.shown;
      }
      // What a canvas holds can be read in the callback that drew it.
      if (frames.stats.generated < 12 || frames.stats.generated === before) return;
      copy.drawImage(canvas, 0, 0);
      resolve();
    });
  });
  await renderer.setAnimationLoop(null);
  const at = (x: number, y: number): number[] => [...copy.getImageData(x, y, 1, 1).data].slice(0, 3);
  const { generated, shown, pause } = frames.stats;
  const result = {
    stats: { generated, shown: shown - shownBefore, pause },
    updates,
    centre: at(48, 27),
    corner: at(1, 1),
  };
  frames.dispose();
  node.dispose();
  renderer.dispose();
  return result;
}
