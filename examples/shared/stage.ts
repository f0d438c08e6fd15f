import { createGpu, type Gpu } from '@frameloom/gpu';
import * as THREE from 'three/webgpu';
import { watchCanvasSize } from './canvas-size.ts';
import { createProfiler, type Profiler } from './profiler.ts';

/** A canvas that follows the size of its container, and the one renderer and GPU device of the page. */
export type Stage = {
  readonly container: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly gpu: Gpu;
  readonly renderer: THREE.WebGPURenderer;
  readonly profiler: Profiler;
  /** Calls `frame` before each repaint with the milliseconds since the last, at most 100. Hidden pages stand still. */
  start(frame: (milliseconds: number) => void): void;
  /** Canvas pixels for a pointer's place on the page. */
  toPixels(clientX: number, clientY: number): { x: number; y: number };
  setScale(scale: number): void;
  dispose(): void;
};

export type StageOptions = {
  /** Canvas pixels per device pixel. Default 1. */
  scale?: number;
  /** Most canvas pixels per CSS pixel. Default 2. */
  maxPixelRatio?: number;
  /** Called when the GPU was taken away: nothing of the stage works any longer. */
  onLost(message: string): void;
  /** Called when a frame throws; the loop has stopped. */
  onError(error: unknown): void;
};

/** @throws FrameloomError `unsupported` where there is no WebGPU. */
export async function createStage(container: HTMLElement, options: StageOptions): Promise<Stage> {
  const gpu = await createGpu({ label: 'gallery', powerPreference: 'high-performance' });
  const canvas = document.createElement('canvas');
  container.prepend(canvas);
  const renderer = new THREE.WebGPURenderer({
    canvas,
    device: gpu.device,
    antialias: false,
    trackTimestamp: true,
  });
  const profiler = createProfiler(renderer);
  await renderer.init();
  renderer.toneMapping = THREE.ACESFilmicToneMapping;
  // Scenes with shadows are an order of magnitude slower where the GPU is a program.
  renderer.shadowMap.enabled = gpu.tier !== 'software';
  renderer.shadowMap.type = THREE.PCFShadowMap;

  const size = watchCanvasSize(container, options.scale ?? 1, options.maxPixelRatio ?? 2);

  let lost = false;
  const stopListening = gpu.onLost((info) => {
    lost = true;
    void renderer.setAnimationLoop(null);
    options.onLost(info.message);
  });
  // Ours is the message that the visitor sees.
  renderer.onDeviceLost = () => {};

  let visible = true;
  const sight = new IntersectionObserver((entries) => (visible = entries.at(-1)?.isIntersecting ?? true));
  sight.observe(container);

  return {
    container,
    canvas,
    gpu,
    renderer,
    profiler,
    start(frame) {
      let last = performance.now();
      void renderer.setAnimationLoop((now: number) => {
        const milliseconds = Math.min(100, Math.max(0, now - last));
        last = now;
        if (!visible || lost) return;
        try {
          const { width, height } = size.wanted;
          if (canvas.width !== width || canvas.height !== height) {
            renderer.setPixelRatio(1);
            renderer.setSize(width, height, false);
          }
          frame(milliseconds);
          profiler.endFrame();
        } catch (error) {
          void renderer.setAnimationLoop(null);
          options.onError(error);
        }
      });
    },
    toPixels(clientX, clientY) {
      const box = canvas.getBoundingClientRect();
      return {
        x: ((clientX - box.left) / box.width) * canvas.width,
        y: ((clientY - box.top) / box.height) * canvas.height,
      };
    },
    setScale: size.setScale,
    dispose() {
      stopListening();
      size.dispose();
      sight.disconnect();
      void renderer.setAnimationLoop(null);
      renderer.dispose();
      gpu.dispose();
      canvas.remove();
    },
  };
}
