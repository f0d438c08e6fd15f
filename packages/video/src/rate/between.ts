import type { ModelState, VideoModelSource as FrameModelSource } from '@frameloom/interpolate';
import { createPool, type Gpu, type ResourcePool } from '@frameloom/gpu';
import { textureUsage } from '../gpu/usage.ts';
import { sameSize } from '../size.ts';

/** Makes pictures between the last two frames of a video. */
export type Between = {
  /** GPU memory held, bytes. */
  readonly bytes: number;
  /** Whether the network makes them. */
  readonly modelState: ModelState;
  /** Records a frame, which becomes the newer one. `isJump`: nothing is between it and the one before. */
  keep(encoder: GPUCommandEncoder, frame: GPUTexture, isJump?: boolean): void;
  /** Records the picture at `t`, 0 the older frame … 1 the newer one, and returns it; across a cut the nearest of both. */
  at(encoder: GPUCommandEncoder, t: number): GPUTexture;
  /** Forgets all frames. */
  reset(): void;
  dispose(): void;
};

/**
 * Loads the interpolator, which pages that show frames as they are do not need, and its network where one is asked for, and compiles
 * them. Without the network, where that cannot be loaded.
 */
export async function createBetween(gpu: Gpu, label: string, model: FrameModelSource): Promise<Between> {
  const { createVideoInterpolator } = await import('@frameloom/interpolate');
  const interpolator = await createVideoInterpolator(gpu, {
    size: { width: 16, height: 16 },
    label: `${label}/between`,
    model,
  });
  await interpolator.modelReady;
  const pool: ResourcePool = createPool(gpu, `${label}/between`);
  let kept: GPUTexture[] = [];
  let newest = 0;

  const fit = (frame: GPUTexture): void => {
    const { width, height, format } = frame;
    if (kept[0]?.format === format && sameSize(kept[0], frame)) return;
    for (const texture of kept) pool.free(texture);
    const { copyDst, texture: bound } = textureUsage;
    kept = [0, 1].map((i) =>
      pool.texture({ label: `kept-${i}`, width, height, format, usage: copyDst | bound }),
    );
    if (!sameSize(interpolator.size, frame)) interpolator.resize({ width, height });
    interpolator.reset();
  };

  return {
    get bytes() {
      return pool.bytes + interpolator.memoryBytes;
    },
    get modelState() {
      return interpolator.modelState;
    },
    keep(encoder, frame, isJump = false) {
      fit(frame);
      newest = 1 - newest;
      encoder.copyTextureToTexture({ texture: frame }, { texture: kept[newest]! }, [
        frame.width,
        frame.height,
      ]);
      interpolator.addFrame(encoder, { color: frame, reset: isJump });
    },
    at(encoder, t) {
      if (t >= 1 || !interpolator.isReady) return kept[newest]!;
      if (t <= 0) return kept[1 - newest]!;
      interpolator.generate(encoder, { t });
      return interpolator.output;
    },
    reset: () => interpolator.reset(),
    dispose() {
      interpolator.dispose();
      pool.dispose();
    },
  };
}
