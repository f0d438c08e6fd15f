import { createSpatialUpscaler } from '@frameloom/upscale';
import { createTextureEnlarger } from './texture-enlarger.ts';
import type { VideoMethod } from './types.ts';

/** The spatial path of packages/upscale, in the manner of FSR 1, sharpening included. */
export const spatial: VideoMethod = {
  name: 'spatial',
  create: (gpu, size) =>
    createTextureEnlarger(gpu, size, async (source) => {
      const displaySize = { width: size.width * 2, height: size.height * 2 };
      const upscaler = await createSpatialUpscaler(gpu, { displaySize, hdr: false });
      return {
        output: () => upscaler.output,
        record: (encoder) => upscaler.record(encoder, { color: source, renderSize: size }),
        dispose: () => upscaler.dispose(),
      };
    }),
};
