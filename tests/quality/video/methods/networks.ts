import { createPool } from '@frameloom/gpu';
import { createVideoUpscaler } from '@frameloom/video';
import { createTextureEnlarger } from './texture-enlarger.ts';
import type { VideoMethod } from './types.ts';

const models = ['small', 'medium', 'large'] as const;

/** The networks that ship in models/video, through packages/video as a page runs them. */
export const networks: readonly VideoMethod[] = models.map((name) => ({
  name,
  create: (gpu, size, _, restoration) =>
    createTextureEnlarger(gpu, size, async (source) => {
      const upscaler = await createVideoUpscaler(gpu, {
        model: name,
        restoration,
        targetFormat: 'rgba8unorm',
      });
      if (restoration === 'auto' && !(await upscaler.whenSeeing())) {
        upscaler.dispose();
        throw new Error('--restoration auto: the network models/video/degradation could not be loaded.');
      }
      const pool = createPool(gpu, `quality/${name}`);
      const output = pool.texture({
        label: 'output',
        width: size.width * 2,
        height: size.height * 2,
        format: 'rgba8unorm',
        usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.TEXTURE_BINDING,
      });
      return {
        macsPerPixel: upscaler.macsPerPixel,
        output: () => output,
        record: (encoder) => upscaler.record(encoder, source, output),
        dispose() {
          upscaler.dispose();
          pool.dispose();
        },
      };
    }),
}));
