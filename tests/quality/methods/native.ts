import { createScenePass } from '../engine/scene-pass.ts';
import type { Method } from './types.ts';

/** One sample per display pixel, no anti-aliasing. */
export const native: Method = {
  name: 'native',
  summary: 'one sample per display pixel',
  sources: ['tests/quality/methods/native.ts'],
  async create({ play, spec }) {
    const { stage, built } = play;
    const scenePass = createScenePass(stage, spec.size);
    return {
      render() {
        scenePass.render(built.scene, built.camera);
        return stage.gpuTexture(scenePass.target.texture);
      },
      dispose: () => scenePass.dispose(),
    };
  },
};
