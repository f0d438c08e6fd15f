import { FrameloomError, type Gpu, type ResourcePool, type Slice } from '@frameloom/gpu';
import { floatToHalf } from '@frameloom/gpu/files';
import { createFeatureMap, type Network, type NetworkSize } from '@frameloom/nn';
import { createConvert } from '../model/convert.ts';
import { createPresenter, type Picture } from '../picture/picture.ts';
import type { GanInput } from './noise.ts';

type Work = AsyncGenerator<readonly Slice[], Picture, undefined>;

/** The network reads one pixel. */
const pixel: NetworkSize = { width: 1, height: 1 };

/** @throws FrameloomError `load-failed` where the network does not read `inputs` numbers, or makes no RGBA. */
export function sizeOfPictures(label: string, { inputs, outputs }: Network, inputCount: number): NetworkSize {
  const [input, output] = [inputs[0]!, outputs[0]!];
  const side = 2 ** -output.level;
  if (inputs.length === 1 && input.channels === inputCount && output.channels === 4 && Number.isInteger(side))
    return { width: side, height: side };
  const facts = `reads ${input.channels} numbers and makes ${output.channels} channels, ${inputCount} and 4 are needed`;
  throw new FrameloomError('load-failed', `${label}: the network ${facts}. Export the model again.`);
}

/** A run of the generator, in slices. One at a time: runs share buffers. Throws `compilation`, `device-lost`. */
export async function createGanWork(
  gpu: Gpu,
  pool: ResourcePool,
  network: Network,
  size: NetworkSize,
): Promise<(input: GanInput, marked: boolean) => Work> {
  const { format, precision } = network;
  const [read, written] = [network.inputs[0]!, network.outputs[0]!];
  const { channels } = read;
  const input = createFeatureMap(pool, { label: 'input', ...pixel, channels, format });
  const output = createFeatureMap(pool, { label: 'output', ...size, channels: 4, format });
  const blocks = size.width * size.height;
  // GPUBufferUsage: STORAGE.
  const sample = pool.buffer({ label: 'sample', size: blocks * 16, usage: 0x80 });
  const convert = { label: 'image/gan/convert', blocks, precision, scale: 2, offset: -1 };
  const [leave, presenter] = await Promise.all([
    createConvert(gpu, { ...convert, direction: 'to-sample' }),
    createPresenter(gpu, pool, { label: 'image/gan', ...size, hasAlpha: true }),
  ]);
  return async function* ({ z, words, seed }, marked) {
    const values = new Float32Array(Math.ceil(channels / 4) * 4);
    values.set(z);
    values.set(words, z.length);
    const bits = format === 'f32' ? values : Uint16Array.from(values, floatToHalf);
    gpu.device.queue.writeBuffer(input.buffer, 0, bits);
    const texture = presenter.texture('picture');
    let isDone = false;
    try {
      yield [
        ...network.slices({ [read.name]: input }, { [written.name]: output }, pixel),
        {
          kind: 'image/present',
          bytes: 3 * sample.size,
          record(encoder) {
            leave(encoder, output.buffer, sample);
            presenter.record(encoder, sample, texture, marked);
          },
        },
      ];
      isDone = true;
      return presenter.picture(texture, seed, marked);
    } finally {
      if (!isDone) presenter.free(texture);
    }
  };
}
