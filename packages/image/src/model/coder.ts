import { createPool, type Gpu, type Slice } from '@frameloom/gpu';
import {
  createFeatureMap,
  createNetwork,
  type Network,
  type NetworkSize,
  type Precision,
} from '@frameloom/nn';
import type { Codec, Half } from './codec.ts';
import { createConvert } from './convert.ts';
import { createTiledDecoder } from './tiles.ts';

/** Half of an autoencoder, for one size of pictures at a time. */
export interface Coder {
  readonly bytes: number;
  macs(picture: NetworkSize): number;
  /** Makes what `slices` needs for pictures of this size. */
  prepare(picture: NetworkSize): Promise<void>;
  /** Work on samples, four floats for each pixel of each block of channels; pictures are −1 to 1. */
  slices(from: GPUBuffer, to: GPUBuffer): Slice[];
  dispose(): void;
}

/** What a coder needs for pictures of one size. */
type Prepared = { readonly bytes: number; slices: Coder['slices']; dispose(): void };

/** What goes in or comes out. */
type MapSize = NetworkSize & { channels: number };

/**
 * Puts the encoder or the decoder of an AutoencoderKL or AutoencoderTiny on the GPU.
 *
 * @param options.tile Side of parts that larger pictures are decoded in, pixels. Default: none.
 * @throws FrameloomError `load-failed`, `compilation`, `device-lost`.
 */
export async function createCoder(
  gpu: Gpu,
  codec: Codec,
  options: { half: 'encoder' | 'decoder'; precision: Precision; side: number; tile?: number | undefined },
): Promise<Coder> {
  const { half: name, precision, side, tile = Infinity } = options;
  const { facts } = codec;
  const half = codec[name];
  const isDecoder = name === 'decoder';
  const latentOf = ({ width, height }: NetworkSize): MapSize => ({
    width: width / facts.factor,
    height: height / facts.factor,
    channels: facts.latentChannels,
  });
  const inputOf = (picture: NetworkSize): NetworkSize => (isDecoder ? latentOf(picture) : picture);
  const network = await createNetwork(gpu, half.architecture, half.tensors, {
    maxSize: inputOf({ width: side, height: side }),
    precision,
    label: `image/${name}`,
  });
  let prepared: Prepared | undefined;
  let preparedFor = '';
  return {
    get bytes() {
      return network.bytes + (prepared?.bytes ?? 0);
    },
    macs(picture) {
      const { width, height } = inputOf(picture);
      return network.macs(width, height);
    },
    async prepare(picture) {
      const size = `${picture.width}×${picture.height}`;
      if (prepared && preparedFor === size) return;
      prepared?.dispose();
      prepared = undefined;
      preparedFor = size;
      if (isDecoder && Math.max(picture.width, picture.height) > tile) {
        const { width, height } = picture;
        const part = latentOf({ width: Math.min(tile, width), height: Math.min(tile, height) });
        network.resize(part);
        prepared = await createTiledDecoder(gpu, network, { facts, half, picture, tile: part });
        return;
      }
      const pixels = { ...picture, channels: facts.channels };
      const ends = isDecoder ? [latentOf(picture), pixels] : [pixels, latentOf(picture)];
      network.resize(ends[0]!);
      prepared = await prepareWhole(gpu, network, half, ends as [MapSize, MapSize]);
    },
    slices: (from, to) => prepared!.slices(from, to),
    dispose() {
      prepared?.dispose();
      network.dispose();
    },
  };
}

/** Maps at both ends of a network, and the copies between them and samples. */
async function prepareWhole(
  gpu: Gpu,
  network: Network,
  { enter, leave }: Half,
  [read, written]: readonly [MapSize, MapSize],
): Promise<Prepared> {
  const { format, precision } = network;
  const pool = createPool(gpu, 'image/coder');
  const input = createFeatureMap(pool, { label: 'input', ...read, format });
  const output = createFeatureMap(pool, { label: 'output', ...written, format });
  const blocks = (map: MapSize): number => Math.ceil(map.channels / 4) * map.width * map.height;
  const shared = { label: 'image/coder/convert', precision };
  const [begin, end] = await Promise.all([
    createConvert(gpu, { ...shared, ...enter, blocks: blocks(read), direction: 'to-map' }),
    createConvert(gpu, { ...shared, ...leave, blocks: blocks(written), direction: 'to-sample' }),
  ]);
  const copy = (buffer: GPUBuffer, record: Slice['record']): Slice => ({
    kind: 'image/convert',
    bytes: buffer.size * 3,
    record,
  });
  const [inputName, outputName] = [network.inputs[0]!.name, network.outputs[0]!.name];
  const size = { width: read.width, height: read.height };
  return {
    get bytes() {
      return pool.bytes;
    },
    slices: (from, to) => [
      copy(input.buffer, (encoder) => begin(encoder, from, input.buffer)),
      ...network.slices({ [inputName]: input }, { [outputName]: output }, size),
      copy(output.buffer, (encoder) => end(encoder, output.buffer, to)),
    ],
    dispose: () => pool.dispose(),
  };
}
