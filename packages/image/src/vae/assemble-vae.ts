import {
  createFrameBudget,
  createPool,
  FrameloomError,
  type FrameBudget,
  type Gpu,
  type Slice,
} from '@frameloom/gpu';
import { createTurns } from '../model/turns.ts';
import { interpolateLatents } from './interpolate-latents.ts';
import { createLatent } from './latent.ts';
import { requireLatent, requireSource } from './sources.ts';
import type { Vae, WorkOptions } from './vae.ts';
import { createVaeWork, type VaeParts } from './work.ts';

/** The autoencoder as its user sees it. The parts are its own from here on. */
export function assembleVae(gpu: Gpu, label: string, parts: VaeParts, budget: FrameBudget | undefined): Vae {
  const { encoder, decoder } = parts;
  const { factor, latentChannels, channels } = parts.codec.facts;
  const pool = createPool(gpu, 'image/vae');
  const own = budget ?? createFrameBudget(gpu);
  const inTurn = createTurns();
  const { encode, decode } = createVaeWork(gpu, pool, parts);
  let isDisposed = false;
  const requireAlive = (): void => {
    if (isDisposed)
      throw new FrameloomError('disposed', `${label}: used after dispose(). Load the model again.`);
  };
  const run = <Result>(
    { signal, priority = 'interactive' }: WorkOptions,
    work: () => AsyncGenerator<readonly Slice[], Result, undefined>,
  ): Promise<Result> =>
    inTurn(async () => {
      requireAlive();
      return own.run(priority, work(), { label: 'image/vae', ...(signal && { signal }) });
    });
  const vae: Vae = {
    label,
    factor,
    latentChannels,
    hasAlpha: channels === 4,
    get bytes() {
      return pool.bytes + encoder.bytes + decoder.bytes;
    },
    async encode(picture, options = {}) {
      requireSource(picture, factor);
      return run(options, () => encode(picture));
    },
    async decode(latent, options = {}) {
      requireLatent(latent, latentChannels);
      return run(options, () => decode(latent, options.watermark ?? true));
    },
    latent(values, { width, height }) {
      requireAlive();
      return createLatent(gpu, pool, { width, height, channels: latentChannels }, values);
    },
    interpolate: (from, to, steps, options = {}) => interpolateLatents(gpu, vae, [from, to], steps, options),
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      if (!budget) own.dispose();
      for (const part of [encoder, decoder, pool]) part.dispose();
    },
  };
  return vae;
}
