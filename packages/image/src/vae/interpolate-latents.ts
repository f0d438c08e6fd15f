import { createPool, type Gpu } from '@frameloom/gpu';
import { failValue, requireWhole } from '../fail.ts';
import { createMix } from '../model/mix.ts';
import type { Picture } from '../picture/picture.ts';
import { createLatent, type Latent } from './latent.ts';
import { isLatent } from './sources.ts';
import type { DecodeOptions, PictureSource, Vae } from './vae.ts';

/** See `Vae.interpolate`. */
export async function* interpolateLatents(
  gpu: Gpu,
  vae: Vae,
  ends: readonly (PictureSource | Latent)[],
  steps: number,
  options: DecodeOptions,
): AsyncGenerator<Picture, void, undefined> {
  requireWhole('interpolate', 'steps', steps, 2, 10_000);
  const made: Latent[] = [];
  const pool = createPool(gpu, 'image/vae');
  try {
    const latents: Latent[] = [];
    for (const end of ends) {
      const latent = isLatent(end) ? end : await vae.encode(end, options);
      if (latent !== end) made.push(latent);
      latents.push(latent);
    }
    const [from, to] = latents as [Latent, Latent];
    if (from.width !== to.width || from.height !== to.height)
      failValue(
        'interpolate',
        'to',
        `${to.width}×${to.height}`,
        `one of ${from.width}×${from.height}, as from is`,
      );
    const mix = await createMix(gpu, pool, { precision: 'f32', count: from.buffer.size / 16 });
    const between = createLatent(gpu, pool, {
      width: from.width,
      height: from.height,
      channels: from.channels,
    });
    for (let i = 0; i < steps; i++) {
      const encoder = gpu.device.createCommandEncoder({ label: 'image/vae' });
      encoder.copyBufferToBuffer(from.buffer, 0, between.buffer, 0, from.buffer.size);
      mix(between.buffer, to.buffer, i / (steps - 1)).record(encoder);
      gpu.device.queue.submit([encoder.finish()]);
      yield await vae.decode(between, options);
    }
  } finally {
    made.forEach((latent) => latent.dispose());
    pool.dispose();
  }
}
