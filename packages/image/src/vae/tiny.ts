import { FrameloomError, type Gpu, type PassTimer } from '@frameloom/gpu';
import {
  createNetwork,
  type FeatureMap,
  type Network,
  type NetworkSize,
  type NetworkSlice,
  type Precision,
  type SliceLimit,
  type Tensors,
} from '@frameloom/nn';
import { allOrDispose } from '@frameloom/nn/stage';
import { decoderArchitecture, encoderArchitecture } from './tiny-architecture.ts';
import { readTinyConfig, type TinyConfig } from './tiny-config.ts';
import { withClamp } from './tiny-tensors.ts';

/** Options of {@link createTinyAutoencoder}. */
export type TinyAutoencoderOptions = {
  /** Largest picture, pixels. */
  maxSize: NetworkSize;
  /** Default: by the device, as for every network. */
  precision?: Precision;
  /** Names the passes, and the owner in `gpu.memory`. Default `'image/vae'`. */
  label?: string;
};

/** A small autoencoder: pictures to latents and back. Sizes are those of the picture, multiples of `factor`. */
export interface TinyAutoencoder {
  readonly config: TinyConfig;
  /** Picture pixels per latent pixel and axis: 8 with the usual four stages. */
  readonly factor: number;
  /** Format of the maps. */
  readonly format: Network['format'];
  /** GPU memory held, bytes. */
  readonly bytes: number;
  /**
   * Records picture → latent. Red, green and blue of the picture are 0 to 1.
   *
   * @throws FrameloomError `invalid-size`, `invalid-argument`, `device-lost`, `disposed`.
   */
  encode(
    encoder: GPUCommandEncoder,
    picture: FeatureMap,
    latent: FeatureMap,
    size: NetworkSize,
    timer?: PassTimer,
  ): void;
  /** Records latent → picture, about 0 to 1, not clipped. Throws as `encode`. */
  decode(
    encoder: GPUCommandEncoder,
    latent: FeatureMap,
    picture: FeatureMap,
    size: NetworkSize,
    timer?: PassTimer,
  ): void;
  /** `decode` in slices for a frame budget. */
  decodeSlices(
    latent: FeatureMap,
    picture: FeatureMap,
    size: NetworkSize,
    limit?: SliceLimit,
  ): NetworkSlice[];
  /** Multiply-adds of `decode`. */
  decoderMacs(size: NetworkSize): number;
  /** Makes the buffers for another largest picture. */
  resize(maxSize: NetworkSize): void;
  dispose(): void;
}

/**
 * Makes an `AutoencoderTiny` in diffusers' layout, such as TAESD, from its parsed `config.json` and the tensors of its
 * `diffusion_pytorch_model.safetensors`.
 *
 * @throws FrameloomError `unsupported`, `invalid-argument`, `load-failed` where tensors are missing or have another shape;
 * `compilation`, `device-lost`.
 */
export async function createTinyAutoencoder(
  gpu: Gpu,
  files: { config: unknown; tensors: Tensors },
  options: TinyAutoencoderOptions,
): Promise<TinyAutoencoder> {
  const config = readTinyConfig(files.config);
  const factor = 2 ** (config.encoderBlocks.length - 1);
  const { maxSize, precision, label = 'image/vae' } = options;
  requireSize(label, maxSize, factor);
  const latentSize = (size: NetworkSize): NetworkSize => {
    requireSize(label, size, factor);
    return { width: size.width / factor, height: size.height / factor };
  };
  const shared = precision === undefined ? {} : { precision };
  const [encoder, decoder] = await allOrDispose([
    createNetwork(gpu, encoderArchitecture(config), files.tensors, {
      ...shared,
      maxSize,
      label: `${label}/encoder`,
    }),
    createNetwork(gpu, decoderArchitecture(config), withClamp(files.tensors, config), {
      ...shared,
      maxSize: latentSize(maxSize),
      label: `${label}/decoder`,
    }),
  ]);
  const [latentName, pictureName] = [encoder.outputs[0]!.name, decoder.outputs[0]!.name];
  return {
    config,
    factor,
    format: encoder.format,
    get bytes() {
      return encoder.bytes + decoder.bytes;
    },
    encode(commands, picture, latent, size, timer) {
      latentSize(size);
      encoder.record(commands, { picture }, { [latentName]: latent }, size, timer);
    },
    decode(commands, latent, picture, size, timer) {
      decoder.record(commands, { latent }, { [pictureName]: picture }, latentSize(size), timer);
    },
    decodeSlices: (latent, picture, size, limit) =>
      decoder.slices({ latent }, { [pictureName]: picture }, latentSize(size), limit),
    decoderMacs(size) {
      const { width, height } = latentSize(size);
      return decoder.macs(width, height);
    },
    resize(size) {
      encoder.resize(size);
      decoder.resize(latentSize(size));
    },
    dispose() {
      encoder.dispose();
      decoder.dispose();
    },
  };
}

function requireSize(label: string, { width, height }: NetworkSize, factor: number): void {
  const fits = (side: number): boolean => Number.isInteger(side) && side >= factor && side % factor === 0;
  if (fits(width) && fits(height)) return;
  throw new FrameloomError(
    'invalid-size',
    `${label}: a picture of ${width}×${height} does not divide into latents. Give sides that are multiples of ${factor}.`,
  );
}
