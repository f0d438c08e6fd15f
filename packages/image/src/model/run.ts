import { createPool, type Gpu, type Slice } from '@frameloom/gpu';
import { floatToHalf } from '@frameloom/gpu/files';
import {
  createFeatureMap,
  createMatrix,
  type FeatureMap,
  type Matrix,
  type Network,
  type NetworkSize,
  type Precision,
} from '@frameloom/nn';
import { createPresenter, type Presenter } from '../picture/picture.ts';
import { createSchedulerPass, type SamplerBuffers, type SchedulerPass } from '../step/step.ts';
import type { UnetConfig } from '../unet/config.ts';
import type { TextEncoder } from '../text-encoder/text-encoder.ts';
import { createConvert, type Convert } from './convert.ts';

/** The parts of a model that do not depend on the size of pictures. */
export type ImageNetworks = {
  gpu: Gpu;
  precision: Precision;
  unet: Network;
  unetConfig: UnetConfig;
  textEncoder: TextEncoder;
};

/** Buffers and passes for pictures of one size. */
export type ImageRun = {
  /** Of the picture, and of what is sampled. */
  size: NetworkSize;
  latentSize: NetworkSize;
  buffers: SamplerBuffers & { unconditional: GPUBuffer };
  /** Four floats for each pixel; the sample itself where the network paints pixels. */
  picture: GPUBuffer | undefined;
  embeddings: Matrix;
  text: { prompt: Matrix; negative: Matrix };
  scheduler: SchedulerPass;
  presenter: Presenter;
  bytes: number;
  /** One run of the U-Net at this time step: `input` → `output`. */
  unetSlices(timestep: number, text: Matrix, output: GPUBuffer): Slice[];
  dispose(): void;
};

const storage = 0x80; // GPUBufferUsage.STORAGE
const copyDst = 0x8;

/** @throws FrameloomError `invalid-size`, `compilation`, `device-lost`. */
export async function createRun(
  networks: ImageNetworks,
  options: { size: NetworkSize; factor: number; hasAlpha: boolean; isLatent: boolean },
): Promise<ImageRun> {
  const { gpu, precision, unet, unetConfig, textEncoder } = networks;
  const { size, factor, hasAlpha, isLatent } = options;
  const latentSize = { width: size.width / factor, height: size.height / factor };
  const pixels = latentSize.width * latentSize.height;
  const blocks = Math.ceil(unetConfig.inChannels / 4) * pixels;
  const pool = createPool(gpu, 'image/run');
  try {
    const floats = (label: string, count: number): GPUBuffer =>
      pool.buffer({ label, size: count * 4, usage: storage | copyDst });
    const names = ['sample', 'input', 'output', 'denoised', 'unconditional'] as const;
    const buffers = Object.fromEntries(names.map((name) => [name, floats(name, blocks * 4)]));
    const map = (label: string, channels: number): FeatureMap =>
      createFeatureMap(pool, { label, ...latentSize, channels, format: unet.format });
    const maps = {
      input: map('unet input', unetConfig.inChannels),
      output: map('unet output', unetConfig.outChannels),
    };
    const { positions: rows, width: columns } = textEncoder.config;
    const rowsOf = (label: string): Matrix =>
      createMatrix(pool, { label, rows, columns, format: textEncoder.format });
    const time = createMatrix(pool, {
      label: 'time',
      rows: 1,
      columns: unetConfig.blockOutChannels[0]!,
      format: unet.format,
    });
    const convert = { label: 'image/convert', blocks, precision };
    const [enter, leave, scheduler, presenter] = await Promise.all([
      createConvert(gpu, { ...convert, direction: 'to-map' }),
      createConvert(gpu, { ...convert, direction: 'to-sample' }),
      createSchedulerPass(gpu, { count: blocks * 4 }),
      createPresenter(gpu, pool, { label: 'image', ...size, hasAlpha }),
    ]);
    unet.resize(latentSize);
    return {
      size,
      latentSize,
      buffers: buffers as ImageRun['buffers'],
      picture: isLatent ? floats('picture', size.width * size.height * 4) : undefined,
      embeddings: rowsOf('embeddings'),
      text: { prompt: rowsOf('prompt'), negative: rowsOf('negative prompt') },
      scheduler,
      presenter,
      get bytes() {
        return pool.bytes + scheduler.bytes;
      },
      unetSlices(timestep, text, output) {
        gpu.device.queue.writeBuffer(time.buffer, 0, embedTimestep(timestep, unetConfig, unet.format));
        const read = { sample: maps.input, time, text };
        return [
          copySlice(enter, buffers['input']!, maps.input.buffer),
          ...unet.slices(read, { [unet.outputs[0]!.name]: maps.output }, latentSize),
          copySlice(leave, maps.output.buffer, output),
        ];
      },
      dispose() {
        scheduler.dispose();
        pool.dispose();
      },
    };
  } catch (error) {
    pool.dispose();
    throw error;
  }
}

function copySlice(copy: Convert, from: GPUBuffer, to: GPUBuffer): Slice {
  return {
    kind: 'image/convert',
    bytes: from.size + to.size,
    record: (encoder) => copy(encoder, from, to),
  };
}

/** Sines and cosines of a time step (`get_timestep_embedding` of diffusers). */
function embedTimestep(
  timestep: number,
  { blockOutChannels, flipSinToCos, freqShift }: UnetConfig,
  format: Network['format'],
): Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
  const half = blockOutChannels[0]! / 2;
  const angles = Array.from({ length: half }, (_, i) => timestep * 10_000 ** (-i / (half - freqShift)));
  const [sines, cosines] = [angles.map(Math.sin), angles.map(Math.cos)];
  const values = flipSinToCos ? [...cosines, ...sines] : [...sines, ...cosines];
  return format === 'f32' ? Float32Array.from(values) : Uint16Array.from(values, floatToHalf);
}
