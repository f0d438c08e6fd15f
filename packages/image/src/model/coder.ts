import { createPool, type Gpu, type Slice } from '@frameloom/gpu';
import {
  createFeatureMap,
  createNetwork,
  type FeatureMap,
  type NetworkSize,
  type Precision,
} from '@frameloom/nn';
import type { Codec } from './codec.ts';
import { createConvert, type Convert } from './convert.ts';

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

/**
 * Puts the encoder or the decoder of an AutoencoderKL or AutoencoderTiny on the GPU.
 *
 * @throws FrameloomError `unsupported`, `invalid-argument`, `load-failed`, `compilation`, `device-lost`.
 */
export async function createCoder(
  gpu: Gpu,
  codec: Codec,
  { half, precision, side }: { half: 'encoder' | 'decoder'; precision: Precision; side: number },
): Promise<Coder> {
  const { architecture, tensors, enter, leave } = codec[half];
  const { factor, latentChannels, channels } = codec.facts;
  const isDecoder = half === 'decoder';
  const latentOf = ({ width, height }: NetworkSize) => ({ width: width / factor, height: height / factor });
  const inputOf = (picture: NetworkSize): NetworkSize => (isDecoder ? latentOf(picture) : picture);
  const label = `image/${half}`;
  const network = await createNetwork(gpu, architecture, tensors, {
    maxSize: inputOf({ width: side, height: side }),
    precision,
    label,
  });
  const pool = createPool(gpu, `${label}/maps`);
  const { format } = network;
  const [inputName, outputName] = [network.inputs[0]!.name, network.outputs[0]!.name];
  let prepared: { size: NetworkSize; input: FeatureMap; output: FeatureMap } | undefined;
  let copies: { enter: Convert; leave: Convert };
  return {
    get bytes() {
      return network.bytes + pool.bytes;
    },
    macs(picture) {
      const { width, height } = inputOf(picture);
      return network.macs(width, height);
    },
    async prepare(picture) {
      const size = inputOf(picture);
      if (prepared?.size.width === size.width && prepared.size.height === size.height) return;
      if (prepared) [prepared.input, prepared.output].forEach(({ buffer }) => pool.free(buffer));
      prepared = undefined;
      network.resize(size);
      const latent = { ...latentOf(picture), channels: latentChannels, format };
      const pixels = { width: picture.width, height: picture.height, channels, format };
      const [read, written] = isDecoder ? [latent, pixels] : [pixels, latent];
      const blocks = (map: typeof read) => Math.ceil(map.channels / 4) * map.width * map.height;
      const input = createFeatureMap(pool, { label: 'input', ...read });
      const output = createFeatureMap(pool, { label: 'output', ...written });
      const shared = { label: `${label}/convert`, precision: network.precision };
      const [begin, end] = await Promise.all([
        createConvert(gpu, { ...shared, ...enter, blocks: blocks(read), direction: 'to-map' }),
        createConvert(gpu, { ...shared, ...leave, blocks: blocks(written), direction: 'to-sample' }),
      ]);
      copies = { enter: begin, leave: end };
      prepared = { size, input, output };
    },
    slices(from, to) {
      const { size, input, output } = prepared!;
      const copy = (buffer: GPUBuffer, record: Slice['record']): Slice => ({
        kind: 'image/convert',
        bytes: buffer.size * 3,
        record,
      });
      return [
        copy(input.buffer, (e) => copies.enter(e, from, input.buffer)),
        ...network.slices({ [inputName]: input }, { [outputName]: output }, size),
        copy(output.buffer, (e) => copies.leave(e, output.buffer, to)),
      ];
    },
    dispose() {
      network.dispose();
      pool.dispose();
    },
  };
}
