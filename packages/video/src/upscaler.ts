import { createPool, FrameloomError } from '@frameloom/gpu';
import type { Gpu, PassTimer, ResourcePool } from '@frameloom/gpu';
import type { LoadProgress } from '@frameloom/nn';
import { createColouriser, type Colouriser } from './colour/colouriser.ts';
import { createLazyEstimator } from './degradation/lazy-estimator.ts';
import { createDoubler, type Doubler } from './doubler.ts';
import type { StoredFormat } from './gpu/passes.ts';
import { textureUsage } from './gpu/usage.ts';
import {
  looksOf,
  requireRestoration,
  requireShare,
  requireStrength,
  type PictureOptions,
  type Restoration,
} from './looks.ts';
import { loadColourModel } from './models/shipped.ts';
import { loadVideoModel, nameOfModel, type VideoModelSource } from './models/source.ts';
import { createResampler } from './resampler.ts';
import { createSharpener } from './sharpener.ts';
import { sameSize, showSize, type Size } from './size.ts';

/** Options of {@link createVideoUpscaler}. */
export type VideoUpscalerOptions = PictureOptions & {
  /** The network. Default `'small'`; `'none'` is the resampler alone. */
  model?: VideoModelSource;
  /** Format of the textures that will be written; anything that can be rendered to. Default `'rgba8unorm'`. */
  targetFormat?: GPUTextureFormat;
  /** Names the passes, and the owner in `gpu.memory`. Default `'video'`. */
  label?: string;
};

/** Enlarges single frames on the GPU: a network doubles them, a resampler brings them to any other size. */
export interface VideoUpscaler {
  /** Name of the network in use, or `'none'`. */
  readonly model: string;
  /** Multiply-adds of the network per source pixel; 0 without one. */
  readonly macsPerPixel: number;
  /** GPU memory held, bytes. */
  readonly memoryBytes: number;
  /** 0 … 1, or undefined for the default of the model. */
  sharpness: number | undefined;
  /**
   * 0 … 1: how badly the frames were treated before, or `'auto'`; see {@link PictureOptions}. Throws FrameloomError
   * `invalid-argument`.
   */
  restoration: Restoration;
  /** Strength with which frames are coloured, 0 … 1; see {@link VideoUpscaler.setColourise}. */
  readonly colourise: number;
  /**
   * Records one frame. Sizes are those of the textures and may change from frame to frame.
   *
   * @param source R'G'B' as displayed (not linear), with TEXTURE_BINDING.
   * @param target Of `targetFormat`, with RENDER_ATTACHMENT; all of it is drawn.
   * @throws FrameloomError `disposed`, `invalid-texture`, `device-lost`.
   */
  record(encoder: GPUCommandEncoder, source: GPUTexture, target: GPUTexture, timer?: PassTimer): void;
  /** The next frame does not follow the last one (a seek, another film): colours and `restoration: 'auto'` begin anew. */
  reset(): void;
  /**
   * Waits for the network of `restoration: 'auto'`, which `setModel` and setting `restoration` don't wait for. Never rejects.
   *
   * @returns Whether it is there. False too where nothing needs it.
   */
  whenSeeing(): Promise<boolean>;
  /**
   * Colours what comes from here on; loads the network for it the first time, and frames stay as they are until it is there.
   *
   * @throws FrameloomError `load-failed`, `aborted`, `invalid-argument`, `compilation`, `device-lost`, `disposed`.
   */
  setColourise(strength: boolean | number, options?: ModelLoading): Promise<void>;
  /**
   * Loads another network while the present one goes on. A later call overtakes an earlier one.
   *
   * @throws FrameloomError `load-failed`, `aborted`, `invalid-argument`, `compilation`, `device-lost`, `disposed`.
   */
  setModel(model: VideoModelSource, options?: ModelLoading): Promise<void>;
  /** Frees every GPU object; safe to call twice. */
  dispose(): void;
}

/** How a network is fetched. */
export type ModelLoading = { signal?: AbortSignal; onProgress?: (progress: LoadProgress) => void };

/** Sharpening where nobody said how much. */
const plainSharpness = 0.35;

/**
 * Makes a frame upscaler with its network loaded and every shader compiled. After the device was lost, create it again.
 *
 * @throws FrameloomError `load-failed`, `invalid-argument`, `unsupported`, `compilation`, `device-lost`.
 */
export async function createVideoUpscaler(
  gpu: Gpu,
  options: VideoUpscalerOptions = {},
): Promise<VideoUpscaler> {
  const { model = 'small', targetFormat = 'rgba8unorm', label = 'video' } = options;
  const store: StoredFormat = targetFormat === 'rgba16float' ? 'rgba16float' : 'rgba8unorm';
  const formats = { draw: targetFormat, store };
  const [resampler, sharpener] = await Promise.all([
    createResampler(gpu, label, formats),
    createSharpener(gpu, label, targetFormat),
  ]);
  let { sharpness, restoration, colourise } = looksOf(label, options);
  let colouriser: Colouriser | undefined;
  let colouriserLoading: Promise<Colouriser> | undefined;
  const estimating = createLazyEstimator(gpu, label);
  /** Whether a network enlarges, or is going to. */
  let wantsNetwork = false;
  const look = (): void => {
    if (wantsNetwork && restoration === 'auto') estimating.want();
  };
  let network: { name: string; doubler: Doubler } | undefined;
  let loading = 0;
  let isDisposed = false;
  const large = createScratch(gpu, label, 'doubled', store);
  const display = createScratch(gpu, label, 'resampled', store);

  const assertUsable = (): void => {
    if (isDisposed)
      throw new FrameloomError('disposed', `${label}: this upscaler was disposed. Create a new one.`);
  };

  const upscaler: VideoUpscaler = {
    get model() {
      return network?.name ?? 'none';
    },
    get macsPerPixel() {
      return network?.doubler.macsPerPixel ?? 0;
    },
    get memoryBytes() {
      return (
        large.bytes +
        display.bytes +
        resampler.bytes +
        (network?.doubler.bytes ?? 0) +
        estimating.bytes +
        (colouriser?.bytes ?? 0)
      );
    },
    get sharpness() {
      return sharpness;
    },
    set sharpness(value) {
      sharpness = value === undefined ? undefined : requireShare(label, 'sharpness', value);
    },
    get restoration() {
      return restoration;
    },
    set restoration(value) {
      restoration = requireRestoration(label, value);
      if (!isDisposed) look();
    },
    get colourise() {
      return colourise;
    },
    record(encoder, given, target, timer) {
      assertUsable();
      requireTextures(label, given, target, targetFormat);
      const source =
        colouriser && colourise > 0 ? colouriser.record(encoder, given, colourise, timer) : given;
      if (network) {
        network.doubler.restoration = restoration;
        network.doubler.estimator = estimating.current;
      }
      const amount = sharpness ?? (network ? 0 : plainSharpness);
      const doubled = { width: source.width * 2, height: source.height * 2 };
      const exact = sameSize(doubled, target);
      let picture = source;
      if (network) {
        if (exact && amount === 0) return network.doubler.draw(encoder, source, target, timer);
        picture = large.at(doubled);
        network.doubler.store(encoder, source, picture, timer);
      }
      if (!sameSize(picture, target)) {
        if (amount === 0) return resampler.draw(encoder, picture, target, timer);
        const sized = display.at(target);
        resampler.store(encoder, picture, sized, timer);
        picture = sized;
      }
      sharpener.draw(encoder, picture, target, amount);
    },
    async setModel(source, { signal, onProgress } = {}) {
      assertUsable();
      const turn = ++loading;
      const name = nameOfModel(source);
      wantsNetwork = source !== 'none';
      look();
      const doubler =
        source === 'none'
          ? undefined
          : await createDoubler(
              gpu,
              label,
              await loadVideoModel(source, { ...(signal && { signal }), ...(onProgress && { onProgress }) }),
              formats,
            );
      if (isDisposed || turn !== loading || signal?.aborted) {
        doubler?.dispose();
        if (turn !== loading && !isDisposed && !signal?.aborted) return;
        throw new FrameloomError('aborted', `${label}: loading ${name} was ended before it was ready.`);
      }
      network?.doubler.dispose();
      network = doubler && { name, doubler };
      if (!network) large.free();
    },
    reset() {
      colouriser?.reset();
      network?.doubler.reset();
    },
    whenSeeing: () => estimating.settled(),
    async setColourise(strength, { signal, onProgress } = {}) {
      assertUsable();
      colourise = requireStrength(label, strength);
      if (colourise === 0) return colouriser?.reset();
      if (colouriser) return;
      colouriserLoading ??= (async () => {
        const model = await loadColourModel({ ...(signal && { signal }), ...(onProgress && { onProgress }) });
        return createColouriser(gpu, label, model, store);
      })();
      const mine = colouriserLoading;
      try {
        const made = await mine;
        if (isDisposed) made.dispose();
        else colouriser = made;
      } finally {
        if (colouriserLoading === mine) colouriserLoading = undefined;
      }
      if (isDisposed)
        throw new FrameloomError('aborted', `${label}: the network for colour was not needed any more.`);
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      colouriser?.dispose();
      colouriser = undefined;
      network?.doubler.dispose();
      network = undefined;
      estimating.dispose();
      resampler.dispose();
      sharpener.dispose();
      large.dispose();
      display.dispose();
    },
  };

  try {
    await Promise.all([upscaler.setModel(model), upscaler.setColourise(colourise)]);
    // Not to begin with a number that the second frame would change.
    await upscaler.whenSeeing();
    return upscaler;
  } catch (error) {
    upscaler.dispose();
    throw error;
  }
}

/** A texture that is made again when its size changes. */
function createScratch(gpu: Gpu, label: string, name: string, format: StoredFormat) {
  let pool: ResourcePool = createPool(gpu, label);
  let texture: GPUTexture | undefined;
  const free = (): void => {
    if (texture) pool.free(texture);
    texture = undefined;
  };
  return {
    get bytes() {
      return pool.bytes;
    },
    at({ width, height }: Size): GPUTexture {
      if (texture && sameSize(texture, { width, height })) return texture;
      free();
      const usage = textureUsage.texture | textureUsage.storage;
      return (texture = pool.texture({ label: name, width, height, format, usage }));
    },
    free,
    dispose: () => pool.dispose(),
  };
}

function requireTextures(
  label: string,
  source: GPUTexture,
  target: GPUTexture,
  format: GPUTextureFormat,
): void {
  const fail = (fact: string): never => {
    throw new FrameloomError('invalid-texture', `${label}: ${fact}`);
  };
  if (typeof source?.width !== 'number') fail('source must be a GPUTexture.');
  if ((source.usage & textureUsage.texture) === 0) fail('source needs the usage TEXTURE_BINDING.');
  if (typeof target?.width !== 'number') fail('target must be a GPUTexture.');
  if ((target.usage & textureUsage.render) === 0) fail('target needs the usage RENDER_ATTACHMENT.');
  if (target.format !== format)
    fail(
      `target ${showSize(target)} is ${target.format}, but this upscaler was made for ${format}. Set targetFormat.`,
    );
}
