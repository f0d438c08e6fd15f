// Renders an orange box through upscale() and says what came of it.
import * as THREE from 'three/webgpu';
import { upscale } from '@frameloom/three';

export type Shown = {
  backend: 'webgpu' | 'webgl';
  centre: number[];
  corner: number[];
  fallbacks: number;
  ratio: number;
};

export async function show(canvas: HTMLCanvasElement, forceWebGL: boolean): Promise<Shown> {
  const renderer = new THREE.WebGPURenderer({ canvas, forceWebGL });
  await renderer.init();
  renderer.setSize(96, 54, false);
  const scene = new THREE.Scene();
  scene.background = new THREE.Color(0, 0, 1);
  scene.add(new THREE.Mesh(new THREE.BoxGeometry(2, 2, 2), new THREE.MeshBasicMaterial({ color: 0xff8800 })));
  const pane = new THREE.MeshBasicMaterial({ color: 0xffffff, transparent: true, opacity: 0.01 });
  const glass = new THREE.Mesh(new THREE.PlaneGeometry(9, 9), pane);
  glass.position.z = 2;
  scene.add(glass);
  const camera = new THREE.PerspectiveCamera(50, 96 / 54, 0.1, 50);
  camera.position.z = 4;
  const pipeline = new THREE.RenderPipeline(renderer);
  const node = upscale(scene, camera, { quality: 'performance' });
  let fallbacks = 0;
  node.addEventListener('fallback', () => (fallbacks += 1));
  pipeline.outputNode = node;
  const isWebGpu = (renderer.backend as { isWebGPUBackend?: boolean }).isWebGPUBackend === true;

  const target = new THREE.RenderTarget(96, 54);
  const frame = (): Promise<void> =>
    new Promise((resolve, reject) => {
      requestAnimationFrame(() => {
        try {
          pipeline.render();
          renderer.setRenderTarget(target);
          pipeline.render();
          renderer.setRenderTarget(null);
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
  await frame();
  if (isWebGpu) await node.ready;
  for (let i = 0; i < 8; i++) await frame();
  const pixels = await renderer.readRenderTargetPixelsAsync(target, 0, 0, 96, 54);
  const at = (x: number, y: number): number[] =>
    Array.from(pixels.slice((y * 96 + x) * 4, (y * 96 + x) * 4 + 3));
  const shown: Shown = {
    backend: isWebGpu ? 'webgpu' : 'webgl',
    centre: at(48, 27),
    corner: at(1, 1),
    fallbacks,
    ratio: node.stats.ratio,
  };
  node.dispose();
  renderer.dispose();
  return shown;
}
