import { borrowGpu } from '@frameloom/gpu';
import { LevelTexture, upscale } from '@frameloom/three';
import type { Size } from '@frameloom/upscale';
import { loadLevel } from '@frameloom/world';
import * as THREE from 'three/webgpu';
import { buildScene } from '@frameloom/scenes';
import { timeRuns } from './runner.ts';

/** Milliseconds: the scene's frame alone, the level's step alone, and both. */
export type BesideResult = { size: Size; frame: number; step: number; both: number };

/** The level, a screen's texture included, beside the market scene of the gallery with the upscaler, on one device. */
export async function measureBeside(
  device: GPUDevice,
  canvas: HTMLCanvasElement,
  size: Size,
  count: number,
): Promise<BesideResult> {
  const renderer = new THREE.WebGPURenderer({ device, canvas, antialias: false });
  await renderer.init();
  renderer.setPixelRatio(1);
  renderer.setSize(size.width, size.height, false);
  const market = await buildScene('market');
  market.camera.aspect = size.width / size.height;
  market.camera.updateProjectionMatrix();
  const pipeline = new THREE.RenderPipeline(renderer);
  const node = upscale(market.scene, market.camera, { quality: 'performance' });
  pipeline.outputNode = node as unknown as THREE.Node;
  const gpu = borrowGpu(device);
  const level = await loadLevel(gpu, 'wick', { label: 'beside' });
  const screen = new LevelTexture(gpu, level);
  let frames = 0;
  const draw = (): void => {
    market.animate(frames / 60);
    market.flight(frames++ / 60);
    pipeline.render();
  };
  const step = (): void => screen.step(frames % level.info.actions.length);
  draw();
  await node.ready;
  const rounds = { frame: Infinity, step: Infinity, both: Infinity };
  // Turn by turn, so that a busy machine is busy for all.
  for (let round = 0; round < 3; round++) {
    const least = async (name: keyof typeof rounds, run: () => void): Promise<void> => {
      rounds[name] = Math.min(rounds[name], await timeRuns(device, Math.max(3, Math.ceil(count / 3)), run));
    };
    await least('frame', draw);
    await least('step', step);
    await least('both', () => {
      step();
      draw();
    });
  }
  screen.dispose();
  level.dispose();
  node.dispose();
  market.dispose();
  return { size, ...rounds };
}
