// A small render target with colour and velocity, and statistics of what was drawn into it.
import * as THREE from 'three/webgpu';
import { mrt, output, velocity } from 'three/tsl';
import type { BuiltScene } from '@frameloom/scenes';
import { createStage, readTexture } from '../three/support.ts';

export type Picture = {
  /** Share of pixels that are not finite in colour or velocity. */
  broken: number;
  /** Mean and greatest linear value over all channels. */
  mean: number;
  peak: number;
  /** Share of pixels whose brightest channel is below 0.002. */
  black: number;
  /** Length of the velocity in pixels of a 960 × 540 display: median, 90th and 99th percentile. */
  motion: { p50: number; p90: number; p99: number };
};

export type SceneCamera = {
  readonly renderer: THREE.WebGPURenderer;
  /** Renders one frame; velocity is measured against the frame rendered before. */
  render(built: BuiltScene): void;
  measure(): Promise<Picture>;
  dispose(): void;
};

export async function createSceneCamera(width: number, height: number): Promise<SceneCamera> {
  const stage = await createStage({ width, height });
  const { renderer } = stage;
  const target = new THREE.RenderTarget(width, height, { count: 2, type: THREE.HalfFloatType });
  const [color, motion] = target.textures as [THREE.Texture, THREE.Texture];
  color.name = 'output';
  motion.name = 'velocity';
  motion.format = THREE.RGFormat;
  renderer.setMRT(mrt({ output, velocity }));
  const backend = renderer.backend as unknown as { get(texture: THREE.Texture): { texture: GPUTexture } };
  return {
    renderer,
    render(built) {
      stage.frame(() => {
        renderer.setRenderTarget(target);
        renderer.render(built.scene, built.camera);
      });
    },
    async measure() {
      const colors = await readTexture(stage.device, backend.get(color).texture);
      const motions = await readTexture(stage.device, backend.get(motion).texture);
      return statistics(colors, motions);
    },
    dispose() {
      target.dispose();
      stage.dispose();
    },
  };
}

function statistics(colors: Float32Array, motions: Float32Array): Picture {
  const pixels = colors.length / 4;
  const lengths = new Float32Array(pixels);
  let [broken, sum, peak, black] = [0, 0, 0, 0];
  for (let i = 0; i < pixels; i++) {
    const rgb = [0, 1, 2].map((c) => colors[i * 4 + c] ?? Number.NaN);
    const [x = 0, y = 0] = [motions[i * 4], motions[i * 4 + 1]];
    lengths[i] = Math.hypot(x * 480, y * 270);
    if (![...rgb, x, y].every(Number.isFinite)) broken++;
    const brightest = Math.max(...rgb);
    peak = Math.max(peak, brightest);
    if (brightest < 0.002) black++;
    sum += rgb.reduce((a, b) => a + b, 0) / 3;
  }
  lengths.sort();
  const at = (share: number): number => lengths[Math.floor(share * (pixels - 1))] ?? 0;
  const motion = { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
  return { broken: broken / pixels, mean: sum / pixels, peak, black: black / pixels, motion };
}
