// The picture every method is measured against: many jittered samples per display pixel.
import type { SceneSource } from '../sequences/types.ts';
import { createAccumulator } from './accumulator.ts';
import { halton, withJitter } from './jitter.ts';
import type { Platform } from './platform.ts';
import { openPlay, type RunSpec } from './play.ts';
import { createPresenter } from './presenter.ts';
import { createScenePass } from './scene-pass.ts';

/** Receives one finished 8-bit RGBA picture. */
export type FrameSink = (index: number, pixels: Uint8Array<ArrayBuffer>) => void | Promise<void>;

/**
 * Texture level-of-detail bias of the reference. Its samples lie about 1/√32 pixel apart, so unbiased mips would be
 * blurrier than what supersampling resolves; −1 is what every upscaler asks of its input on top of the ratio.
 */
export const referenceMipBias = -1;

/**
 * Renders `spec.samples` Halton(2,3) samples over a box of one display pixel for each frame. The mean is taken in
 * c / (1 + max(r, g, b)), which is the resolve that temporal methods aim at.
 */
export async function renderReference(
  platform: Platform,
  source: SceneSource,
  spec: RunSpec,
  onFrame: FrameSink,
): Promise<void> {
  const play = await openPlay(platform, source, spec);
  const { stage, built } = play;
  const pass = createScenePass(stage, spec.size, { mipBias: referenceMipBias });
  const accumulator = createAccumulator(platform.device, spec.size, spec.samples);
  const presenter = createPresenter(platform.device, spec.size);
  try {
    for (let index = 0; index < spec.frames; index++) {
      play.pose(index);
      for (let sample = 1; sample <= spec.samples; sample++) {
        const offset = { x: halton(sample, 2) - 0.5, y: halton(sample, 3) - 0.5 };
        withJitter(built.camera, offset, spec.size, () => pass.render(built.scene, built.camera));
        accumulator.add(stage.gpuTexture(pass.target.texture));
      }
      accumulator.resolve();
      await onFrame(index, await presenter.read(accumulator.output));
    }
  } finally {
    pass.dispose();
    accumulator.dispose();
    presenter.dispose();
    play.dispose();
  }
}
