import { createPool, type Gpu, type ResourcePool, type Slice } from '@frameloom/gpu';
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
import type { TextEncoderConfig } from '../text-encoder/config.ts';
import { embedTimestep } from '../unet/embed-timestep.ts';
import type { UnetConfig } from '../unet/config.ts';
import { createConvert, type Convert } from './convert.ts';
import { createKnown, type Known } from './known.ts';
import { createMix } from './mix.ts';

/** What the buffers of a run depend on. */
export type RunShape = {
  gpu: Gpu;
  precision: Precision;
  unetConfig: UnetConfig;
  textConfig: TextEncoderConfig;
  /** Channels of what is sampled. */
  channels: number;
  /** Of the picture. */
  size: NetworkSize;
  /** Owns the textures of pictures, which outlive the run. */
  pictures: ResourcePool;
  /** Picture pixels per pixel of a sample and axis. */
  factor: number;
  hasAlpha: boolean;
  isLatent: boolean;
};

/** Buffers and passes for pictures of one size. */
export type ImageRun = {
  size: NetworkSize;
  /** Of what is sampled. */
  latentSize: NetworkSize;
  buffers: SamplerBuffers & { unconditional: GPUBuffer };
  /** Four floats for each pixel; the sample itself where the network paints pixels. */
  picture: GPUBuffer | undefined;
  embeddings: Matrix;
  text: { prompt: Matrix; negative: Matrix };
  scheduler: SchedulerPass;
  presenter: Presenter;
  readonly bytes: number;
  /** One run of the U-Net at this time step: `input` → `output`. */
  unetSlices(unet: Network, timestep: number, text: Matrix, output: GPUBuffer): Slice[];
  /** Brings the text of the prompt a part of the way to what lies in `negative`. */
  mixText(amount: number): Slice;
  /** Made when it is first asked for. */
  known(): Promise<Known>;
  /** What the U-Net reads. */
  input: FeatureMap;
  dispose(): void;
};

// GPUBufferUsage: COPY_DST, STORAGE.
const usage = 0x8 | 0x80;

/** @throws FrameloomError `invalid-size`, `compilation`, `device-lost`. */
export async function createRun(shape: RunShape): Promise<ImageRun> {
  const { gpu, precision, unetConfig, textConfig, channels, size, factor, pictures, hasAlpha, isLatent } =
    shape;
  const format = precision === 'f32' ? 'f32' : 'f16';
  const latentSize = { width: size.width / factor, height: size.height / factor };
  const pixels = latentSize.width * latentSize.height;
  const blocks = Math.ceil(channels / 4) * pixels;
  const pool = createPool(gpu, 'image/run');
  let known: Known | undefined;
  try {
    const floats = (label: string, count: number): GPUBuffer =>
      pool.buffer({ label, size: count * 4, usage });
    const names = ['sample', 'input', 'output', 'denoised', 'unconditional'] as const;
    const buffers = Object.fromEntries(
      names.map((name) => [name, floats(name, blocks * 4)]),
    ) as ImageRun['buffers'];
    const map = (label: string, count: number): FeatureMap =>
      createFeatureMap(pool, { label, ...latentSize, channels: count, format });
    const maps = {
      input: map('unet input', unetConfig.inChannels),
      output: map('unet output', unetConfig.outChannels),
    };
    const matrix = (label: string, rows: number, columns: number): Matrix =>
      createMatrix(pool, { label, rows, columns, format });
    const rowsOf = (label: string): Matrix => matrix(label, textConfig.positions, textConfig.width);
    const text = { prompt: rowsOf('prompt'), negative: rowsOf('negative prompt') };
    const time = matrix('time', 1, unetConfig.blockOutChannels[0]!);
    const convert = { label: 'image/convert', blocks, precision };
    const [enter, leave, scheduler, presenter, mix] = await Promise.all([
      createConvert(gpu, { ...convert, direction: 'to-map' }),
      createConvert(gpu, { ...convert, direction: 'to-sample' }),
      createSchedulerPass(gpu, { count: blocks * 4 }),
      createPresenter(gpu, pictures, { label: 'image', ...size, hasAlpha }),
      createMix(gpu, pool, { precision, count: text.prompt.buffer.size / (precision === 'f32' ? 16 : 8) }),
    ]);
    let sized: Network | undefined;
    const { inChannels: inputs } = unetConfig;
    const joined = inputs > channels ? { channels, inputs } : undefined;
    return {
      size,
      latentSize,
      buffers,
      picture: isLatent ? floats('picture', size.width * size.height * 4) : undefined,
      embeddings: rowsOf('embeddings'),
      text,
      scheduler,
      presenter,
      input: maps.input,
      get bytes() {
        return pool.bytes + scheduler.bytes + (known?.bytes ?? 0);
      },
      unetSlices(unet, timestep, words, output) {
        if (sized !== unet) unet.resize(latentSize);
        sized = unet;
        gpu.device.queue.writeBuffer(time.buffer, 0, embedTimestep(timestep, unetConfig, format));
        const read = { sample: maps.input, time, text: words };
        return [
          copySlice(enter, buffers.input, maps.input.buffer),
          ...unet.slices(read, { [unet.outputs[0]!.name]: maps.output }, latentSize),
          copySlice(leave, maps.output.buffer, output),
        ];
      },
      mixText: (amount) => mix(text.prompt.buffer, text.negative.buffer, amount),
      known: async () =>
        (known ??= await createKnown(gpu, { buffers, scheduler, pixels, precision, joined })),
      dispose() {
        known?.dispose();
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
