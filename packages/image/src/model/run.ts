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
import { createConvert, type Convert } from './convert.ts';
import { createKnown, type Known } from './known.ts';
import type { Denoiser } from './denoiser.ts';
import { createMix } from './mix.ts';
import type { CropPositions } from './positions.ts';
import { createWordSpace, type TextShape, type Words, type WordSpace } from './words.ts';

/** What the buffers of a run depend on. */
export type RunShape = {
  gpu: Gpu;
  precision: Precision;
  denoiser: Denoiser;
  text: TextShape;
  /** The places of a transformer's patches. */
  positions: CropPositions | undefined;
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
  channels: number;
  buffers: SamplerBuffers & { unconditional: GPUBuffer };
  /** Four floats for each pixel; the sample itself where the network paints pixels. */
  picture: GPUBuffer | undefined;
  text: WordSpace;
  scheduler: SchedulerPass;
  presenter: Presenter;
  readonly bytes: number;
  /** One run of the U-Net at this time step: `input` → `output`. */
  unetSlices(unet: Network, timestep: number, words: Words, output: GPUBuffer): Slice[];
  /** Brings the text of the prompt a part of the way to what lies in `negative`. */
  mixText(amount: number): Slice[];
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
  const { gpu, precision, denoiser, channels, size, factor, pictures, hasAlpha, isLatent } = shape;
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
      input: map('unet input', denoiser.inChannels),
      output: map('unet output', denoiser.outChannels),
    };
    const text = createWordSpace(gpu, pool, shape.text, format);
    const time = createMatrix(pool, { label: 'time', rows: 1, columns: denoiser.timeColumns, format });
    const positions = placePatches(shape, pool, latentSize, format);
    const convert = { label: 'image/convert', blocks, precision };
    const [enter, leave, scheduler, presenter, mixText] = await Promise.all([
      createConvert(gpu, { ...convert, direction: 'to-map' }),
      createConvert(gpu, { ...convert, direction: 'to-sample' }),
      createSchedulerPass(gpu, { count: blocks * 4 }),
      createPresenter(gpu, pictures, { label: 'image', ...size, hasAlpha }),
      createWordMix(gpu, pool, text, precision),
    ]);
    let sized: Network | undefined;
    const { inChannels: inputs } = denoiser;
    const joined = inputs > channels ? { channels, inputs } : undefined;
    return {
      size,
      latentSize,
      channels,
      buffers,
      picture: isLatent ? floats('picture', size.width * size.height * 4) : undefined,
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
        gpu.device.queue.writeBuffer(time.buffer, 0, denoiser.embedTime(timestep, format));
        const more = { ...(words.pooled && { pooled: words.pooled }), ...(positions && { positions }) };
        const read = { sample: maps.input, time, text: words.rows, ...more };
        return [
          copySlice(enter, buffers.input, maps.input.buffer),
          ...unet.slices(read, { [unet.outputs[0]!.name]: maps.output }, latentSize),
          copySlice(leave, maps.output.buffer, output),
        ];
      },
      mixText,
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

/** Where the patches of a transformer lie, as it reads it. */
function placePatches(
  { gpu, denoiser, positions }: RunShape,
  pool: ResourcePool,
  latent: NetworkSize,
  format: 'f16' | 'f32',
): FeatureMap | undefined {
  if (!positions || !denoiser.positions) return undefined;
  const { channels } = denoiser.positions;
  const half = { width: latent.width / 2, height: latent.height / 2 };
  const map = createFeatureMap(pool, { label: 'positions', ...half, channels, format });
  gpu.device.queue.writeBuffer(map.buffer, 0, positions(half.width, half.height, format));
  return map;
}

/** Brings all of the prompt a part of the way to what lies in `negative`. */
async function createWordMix(
  gpu: Gpu,
  pool: ResourcePool,
  { prompt, negative }: WordSpace,
  precision: Precision,
): Promise<ImageRun['mixText']> {
  const pairs = [
    [prompt.rows, negative.rows],
    [prompt.pooled, negative.pooled],
  ].filter((pair): pair is [Matrix, Matrix] => pair[0] !== undefined);
  const mixes = await Promise.all(
    pairs.map(([{ buffer }]) =>
      createMix(gpu, pool, { precision, count: buffer.size / (precision === 'f32' ? 16 : 8) }),
    ),
  );
  return (amount) => mixes.map((mix, i) => mix(pairs[i]![0].buffer, pairs[i]![1].buffer, amount));
}

function copySlice(copy: Convert, from: GPUBuffer, to: GPUBuffer): Slice {
  return {
    kind: 'image/convert',
    bytes: from.size + to.size,
    record: (encoder) => copy(encoder, from, to),
  };
}
