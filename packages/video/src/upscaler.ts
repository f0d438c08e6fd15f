import { FrameloomError } from '@frameloom/gpu';
import type { Gpu, PassTimer } from '@frameloom/gpu';
import type { Colouriser } from './colour/colouriser.ts';
import { createLazyEstimator, type LazyEstimator } from './degradation/lazy-estimator.ts';
import type { StoredFormat } from './gpu/stored.ts';
import { looksOf, requireRestoration, requireShare, requireStrength, type Looks } from './looks.ts';
import type { SharedLoad } from './models/shared-load.ts';
import { createResampler, type Resampler } from './resampler.ts';
import { createSharpener, type Sharpener } from './sharpener.ts';
import { sameSize } from './size.ts';
import { createColourNetwork, createEnlargingNetwork, type EnlargingNetwork } from './upscaler/networks.ts';
import { requireTextures } from './upscaler/require-textures.ts';
import { createScratch, type Scratch } from './upscaler/scratch.ts';
import type { VideoUpscaler, VideoUpscalerOptions } from './upscaler/types.ts';

/** Default sharpness without a network. */
const plainSharpness = 0.35;

/** What a frame is drawn with. */
type Chain = {
  resampler: Resampler;
  sharpener: Sharpener;
  network: EnlargingNetwork;
  colour: SharedLoad<Colouriser>;
  estimating: LazyEstimator;
  doubled: Scratch;
  resampled: Scratch;
};

/**
 * Creates a frame upscaler; resolves when its network is loaded and its shaders are compiled. Create a new one after a device loss.
 *
 * @throws FrameloomError `load-failed`, `invalid-argument`, `unsupported`, `compilation`, `device-lost`.
 */
export async function createVideoUpscaler(
  gpu: Gpu,
  options: VideoUpscalerOptions = {},
): Promise<VideoUpscaler> {
  const { model = 'small', targetFormat = 'rgba8unorm', label = 'video' } = options;
  const looks = looksOf(label, options);
  const chain = await createChain(gpu, label, targetFormat);
  const upscaler = createUpscalerObject(chain, looks, { label, targetFormat });
  try {
    await Promise.all([upscaler.setModel(model), upscaler.setColourise(looks.colourise)]);
    // Not to begin with a level that the second frame would change.
    await upscaler.whenSeeing();
    return upscaler;
  } catch (error) {
    upscaler.dispose();
    throw error;
  }
}

async function createChain(gpu: Gpu, label: string, targetFormat: GPUTextureFormat): Promise<Chain> {
  const store: StoredFormat = targetFormat === 'rgba16float' ? 'rgba16float' : 'rgba8unorm';
  const formats = { draw: targetFormat, store };
  const { allOrDispose } = await import('@frameloom/nn/stage');
  const [resampler, sharpener] = await allOrDispose([
    createResampler(gpu, label, formats),
    createSharpener(gpu, label, targetFormat),
  ]);
  return {
    resampler,
    sharpener,
    network: createEnlargingNetwork(gpu, label, formats),
    colour: createColourNetwork(gpu, label, store),
    estimating: createLazyEstimator(gpu, label),
    doubled: createScratch(gpu, label, 'doubled', store),
    resampled: createScratch(gpu, label, 'resampled', store),
  };
}

function createUpscalerObject(
  chain: Chain,
  looks: Looks,
  { label, targetFormat }: { label: string; targetFormat: GPUTextureFormat },
): VideoUpscaler {
  const { network, colour, estimating } = chain;
  /** Whether an enlarging network is in use or loading. */
  let wantsNetwork = false;
  let isDisposed = false;
  const loadEstimator = (): void => {
    if (wantsNetwork && looks.restoration === 'auto') estimating.want();
  };
  const assertUsable = (): void => {
    if (isDisposed)
      throw new FrameloomError('disposed', `${label}: this upscaler was disposed. Create a new one.`);
  };
  return {
    get model() {
      return network.current?.name ?? 'none';
    },
    get macsPerPixel() {
      return network.current?.doubler.macsPerPixel ?? 0;
    },
    get memoryBytes() {
      return isDisposed ? 0 : bytesOf(chain);
    },
    get sharpness() {
      return looks.sharpness;
    },
    set sharpness(value) {
      looks.sharpness = value === undefined ? undefined : requireShare(label, 'sharpness', value);
    },
    get restoration() {
      return looks.restoration;
    },
    set restoration(value) {
      looks.restoration = requireRestoration(label, value);
      if (!isDisposed) loadEstimator();
    },
    get colourise() {
      return looks.colourise;
    },
    record(encoder, source, target, timer) {
      assertUsable();
      requireTextures(label, source, target, targetFormat);
      recordFrame(chain, looks, encoder, source, target, timer);
    },
    async setModel(source, loading) {
      assertUsable();
      wantsNetwork = source !== 'none';
      loadEstimator();
      await network.set(source, loading);
      if (!network.current) chain.doubled.free();
    },
    reset() {
      colour.current?.reset();
      network.current?.doubler.reset();
    },
    whenSeeing: () => estimating.settled(),
    async setColourise(strength, loading) {
      assertUsable();
      looks.colourise = requireStrength(label, strength);
      if (looks.colourise === 0) return colour.current?.reset();
      await colour.get(loading);
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      for (const part of Object.values(chain)) part.dispose();
    },
  };
}

function recordFrame(
  chain: Chain,
  { sharpness, restoration, colourise }: Looks,
  encoder: GPUCommandEncoder,
  given: GPUTexture,
  target: GPUTexture,
  timer?: PassTimer,
): void {
  const { resampler, sharpener, estimating, doubled, resampled } = chain;
  const colouriser = colourise > 0 ? chain.colour.current : undefined;
  let picture = colouriser?.record(encoder, given, colourise, timer) ?? given;
  const doubler = chain.network.current?.doubler;
  const amount = sharpness ?? (doubler ? 0 : plainSharpness);
  if (doubler) {
    doubler.restoration = restoration;
    doubler.estimator = estimating.current;
    const size = { width: picture.width * 2, height: picture.height * 2 };
    if (amount === 0 && sameSize(size, target)) return doubler.draw(encoder, picture, target, timer);
    const large = doubled.at(size);
    doubler.store(encoder, picture, large, timer);
    picture = large;
  }
  if (!sameSize(picture, target)) {
    if (amount === 0) return resampler.draw(encoder, picture, target, timer);
    const sized = resampled.at(target);
    resampler.store(encoder, picture, sized, timer);
    picture = sized;
  }
  sharpener.draw(encoder, picture, target, amount, timer);
}

function bytesOf({ resampler, sharpener, network, colour, estimating, doubled, resampled }: Chain): number {
  return (
    resampler.bytes +
    sharpener.bytes +
    (network.current?.doubler.bytes ?? 0) +
    (colour.current?.bytes ?? 0) +
    estimating.bytes +
    doubled.bytes +
    resampled.bytes
  );
}
