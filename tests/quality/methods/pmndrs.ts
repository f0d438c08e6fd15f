// @pmndrs/upscaler from a checkout. Its upscaleScene() node hooks a property that three r187 no longer has, so it is driven
// through UpscalePass, its own drop-in for the same recipe.
import type * as THREE from 'three/webgpu';
import type { Method } from './types.ts';

type UpscalePass = {
  readonly upscaler: { settings: { sharpness: number }; resetHistory(): void };
  readonly outputTexture: THREE.Texture;
  configure(config: { displayWidth: number; displayHeight: number; ratio: number; path: 'temporal' }): void;
  draw(scene: THREE.Scene, camera: THREE.PerspectiveCamera, deltaTime: number): void;
  dispose(): void;
};
type Peer = { UpscalePass: new (renderer: THREE.WebGPURenderer) => UpscalePass };

function pmndrsMethod(name: string, summary: string, sharpness: number | undefined): Method {
  return {
    name,
    summary,
    sources: ['tests/quality/methods/pmndrs.ts'],
    needsPeer: true,
    async create({ play, spec, loadPeer }) {
      const { stage, built } = play;
      const peer = (await loadPeer('src/index.ts')) as Peer;
      const pass = new peer.UpscalePass(stage.renderer);
      pass.configure({
        displayWidth: spec.size.width,
        displayHeight: spec.size.height,
        ratio: spec.ratio,
        path: 'temporal',
      });
      if (sharpness !== undefined) pass.upscaler.settings.sharpness = sharpness;
      return {
        // Its sharpening pass ends with the same ACES fit and sRGB curve that the harness uses.
        displayReferred: true,
        render(frame) {
          if (frame.cut) pass.upscaler.resetHistory();
          pass.draw(built.scene, built.camera, 1 / 60);
          return stage.gpuTexture(pass.outputTexture);
        },
        dispose: () => pass.dispose(),
      };
    },
  };
}

/** Its temporal path with its defaults. */
export const pmndrs: Method = pmndrsMethod('pmndrs', '@pmndrs/upscaler, temporal, defaults', undefined);

/** The same without its sharpening, which a reference without sharpening would count as an error. */
export const pmndrsSoft: Method = pmndrsMethod('pmndrs-soft', '@pmndrs/upscaler, temporal, sharpness 0', 0);
