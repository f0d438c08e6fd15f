import { createPool, FrameloomError, type Gpu, type Slice } from '@frameloom/gpu';
import {
  createFeatureMap,
  createNetwork,
  type FeatureMap,
  type NetworkSize,
  type Precision,
} from '@frameloom/nn';
import { arrangeKlTensors, klDecoderArchitecture } from '../vae/kl-architecture.ts';
import { readKlConfig } from '../vae/kl-config.ts';
import { createTinyAutoencoder } from '../vae/tiny.ts';
import { createConvert, type Convert } from './convert.ts';
import type { ImageFiles } from './files.ts';

/** What makes pictures of latents, for one size of pictures at a time. */
export interface Decoder {
  /** Picture pixels per latent pixel and axis. */
  readonly factor: number;
  readonly latentChannels: number;
  /** Whether it is small enough to show every step. */
  readonly isTiny: boolean;
  readonly bytes: number;
  macs(width: number, height: number): number;
  /**
   * Work on a latent of floats, `picture` gets four floats for each pixel, −1 to 1.
   *
   * @param size Of the picture.
   */
  slices(sample: GPUBuffer, picture: GPUBuffer, size: NetworkSize): Slice[];
  /** Makes what `slices` needs for pictures of this size. */
  prepare(size: NetworkSize): Promise<void>;
  dispose(): void;
}

type Inner = {
  factor: number;
  latentChannels: number;
  scalingFactor: number;
  shiftFactor: number;
  /** Of what it writes to −1 … 1. */
  range: { scale: number; offset: number };
  format: 'f16' | 'f32';
  bytes: () => number;
  macs(size: NetworkSize): number;
  resize(size: NetworkSize): void;
  slices(latent: FeatureMap, picture: FeatureMap, size: NetworkSize): Slice[];
  dispose(): void;
};

/** @throws FrameloomError `unsupported`, `invalid-argument`, `load-failed`, `compilation`, `device-lost`. */
export async function createDecoder(
  gpu: Gpu,
  { vae }: ImageFiles,
  { precision, side }: { precision: Precision; side: number },
): Promise<Decoder> {
  if (!vae) throw new FrameloomError('load-failed', 'image: the model has no vae.');
  const inner = await (vae.isTiny ? createTiny : createKl)(gpu, vae, { precision, side });
  const pool = createPool(gpu, 'image/decoder');
  const { factor, latentChannels, format } = inner;
  let prepared: { latent: FeatureMap; picture: FeatureMap; enter: Convert; leave: Convert } | undefined;
  return {
    factor,
    latentChannels,
    isTiny: vae.isTiny,
    get bytes() {
      return inner.bytes() + pool.bytes;
    },
    macs: (width, height) => inner.macs({ width, height }),
    async prepare(size) {
      if (prepared) [prepared.latent, prepared.picture].forEach(({ buffer }) => pool.free(buffer));
      inner.resize(size);
      const { width, height } = { width: size.width / factor, height: size.height / factor };
      const enter = { scale: 1 / inner.scalingFactor, offset: inner.shiftFactor };
      const blocks = Math.ceil(latentChannels / 4) * width * height;
      const label = 'image/decoder/convert';
      prepared = {
        latent: createFeatureMap(pool, { label: 'latent', width, height, channels: latentChannels, format }),
        picture: createFeatureMap(pool, { label: 'picture', ...size, channels: 3, format }),
        enter: await createConvert(gpu, { label, blocks, direction: 'to-map', precision, ...enter }),
        leave: await createConvert(gpu, {
          label,
          blocks: size.width * size.height,
          direction: 'to-sample',
          precision,
          ...inner.range,
        }),
      };
    },
    slices(sample, result, size) {
      const { latent, picture, enter, leave } = prepared!;
      const pixels = size.width * size.height;
      return [
        {
          kind: 'image/convert',
          bytes: latent.buffer.size * 3,
          record: (e) => enter(e, sample, latent.buffer),
        },
        ...inner.slices(latent, picture, size),
        { kind: 'image/convert', bytes: pixels * 24, record: (e) => leave(e, picture.buffer, result) },
      ];
    },
    dispose() {
      inner.dispose();
      pool.dispose();
    },
  };
}

type Options = { precision: Precision; side: number };

async function createTiny(gpu: Gpu, files: NonNullable<ImageFiles['vae']>, options: Options): Promise<Inner> {
  const { precision, side } = options;
  const tiny = await createTinyAutoencoder(gpu, files, { maxSize: { width: side, height: side }, precision });
  const { config, factor, format } = tiny;
  return {
    ...config,
    factor,
    format,
    range: { scale: 2, offset: -1 },
    bytes: () => tiny.bytes,
    macs: (size) => tiny.decoderMacs(size),
    resize: (size) => tiny.resize(size),
    slices: (latent, picture, size) => tiny.decodeSlices(latent, picture, size),
    dispose: () => tiny.dispose(),
  };
}

async function createKl(gpu: Gpu, files: NonNullable<ImageFiles['vae']>, options: Options): Promise<Inner> {
  const { precision, side } = options;
  const config = readKlConfig(files.config);
  const factor = 2 ** (config.blockOutChannels.length - 1);
  const latentOf = ({ width, height }: NetworkSize) => ({ width: width / factor, height: height / factor });
  const network = await createNetwork(gpu, klDecoderArchitecture(config), arrangeKlTensors(files.tensors), {
    maxSize: latentOf({ width: side, height: side }),
    precision,
    label: 'image/decoder',
  });
  const output = network.outputs[0]!.name;
  return {
    ...config,
    factor,
    format: network.format,
    range: { scale: 1, offset: 0 },
    bytes: () => network.bytes,
    macs: (size) => network.macs(size.width / factor, size.height / factor),
    resize: (size) => network.resize(latentOf(size)),
    slices: (latent, picture, size) => network.slices({ latent }, { [output]: picture }, latentOf(size)),
    dispose: () => network.dispose(),
  };
}
