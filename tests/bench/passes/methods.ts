// What is measured beside the temporal upscaler: each as something that records and submits one frame.
import { createPool, type Gpu } from '@frameloom/gpu';
import {
  createFeatureMap,
  createNetwork,
  createTensor,
  type FeatureMap,
  type NetworkArchitecture,
} from '@frameloom/nn';
import { createSpatialUpscaler, type Size } from '@frameloom/upscale';
import { createVideoUpscaler, type ShippedModel } from '@frameloom/video';
import { loadLevel } from '@frameloom/world';
import type { BenchMethod } from '../methods/types.ts';
import type { PassRow } from './report.ts';

/** A method with where it belongs. */
export type PassMethod = BenchMethod & { readonly group: PassRow['group']; readonly macs?: number };

const { TEXTURE_BINDING, STORAGE_BINDING, RENDER_ATTACHMENT, COPY_DST } = GPUTextureUsage;

function texture(gpu: Gpu, label: string, size: Size, format: GPUTextureFormat): GPUTexture {
  const usage =
    TEXTURE_BINDING | RENDER_ATTACHMENT | COPY_DST | (format === 'rgba16float' ? STORAGE_BINDING : 0);
  return gpu.device.createTexture({ label, size, format, usage });
}

const halved = ({ width, height }: Size): Size => ({ width: width >> 1, height: height >> 1 });

/** The spatial upscaler at ratio 2. */
export async function createSpatial(gpu: Gpu, displaySize: Size): Promise<PassMethod> {
  const upscaler = await createSpatialUpscaler(gpu, { displaySize });
  const renderSize = halved(displaySize);
  const color = texture(gpu, 'bench/color', renderSize, 'rgba16float');
  return {
    group: 'spatial',
    name: 'spatial',
    run() {
      const encoder = gpu.device.createCommandEncoder();
      upscaler.record(encoder, { color, renderSize });
      gpu.device.queue.submit([encoder.finish()]);
    },
    dispose() {
      upscaler.dispose();
      color.destroy();
    },
  };
}

/** A network for video, told the level; from half of the size. `macs`: per input pixel. */
export async function createVideo(
  gpu: Gpu,
  size: Size,
  model: ShippedModel,
  macs: number,
): Promise<PassMethod> {
  const upscaler = await createVideoUpscaler(gpu, { model, restoration: 0.5 });
  const small = halved(size);
  const source = texture(gpu, 'bench/source', small, 'rgba8unorm');
  const target = texture(gpu, 'bench/target', size, 'rgba8unorm');
  return {
    group: 'video',
    name: String(model),
    macs: macs * small.width * small.height,
    run() {
      const encoder = gpu.device.createCommandEncoder();
      upscaler.record(encoder, source, target);
      gpu.device.queue.submit([encoder.finish()]);
    },
    dispose() {
      upscaler.dispose();
      source.destroy();
      target.destroy();
    },
  };
}

/** One step of the level that ships, and its picture. */
export async function createLevelStep(gpu: Gpu): Promise<PassMethod & { size: Size }> {
  const level = await loadLevel(gpu, 'wick');
  level.reset();
  let action = 0;
  return {
    group: 'level',
    name: 'wick, one step',
    size: level.info,
    macs: level.info.macs,
    run: () => void level.step(action++ % level.info.actions.length),
    dispose: () => level.dispose(),
  };
}

const operators = { '3×3, 8': [3, 8], '3×3, 16': [3, 16], '3×3, 32': [3, 32], '1×1, 64': [1, 64] } as const;
export const operatorNames: readonly (keyof typeof operators)[] = Object.keys(
  operators,
) as (keyof typeof operators)[];

/** A layer of packages/nn at half of the output's size, as many channels out as in. */
export async function createOperator(
  gpu: Gpu,
  size: Size,
  name: keyof typeof operators,
): Promise<PassMethod> {
  const [kernel, channels] = operators[name];
  const layer = {
    name: 'conv',
    op: 'conv2d',
    input: ['input'],
    channels,
    kernel,
    activation: 'relu',
  } as const;
  const architecture: NetworkArchitecture = {
    inputs: [{ name: 'input', channels }],
    layers: [layer],
    outputs: ['conv'],
  };
  const shape = [channels, channels, kernel, kernel];
  const values = Float32Array.from(
    { length: channels ** 2 * kernel ** 2 },
    (_, i) => 0.1 * Math.sin(i * 1.7),
  );
  const tensors = new Map([['conv.weight', createTensor(shape, values)]]);
  const maxSize = halved(size);
  const network = await createNetwork(gpu, architecture, tensors, { maxSize });
  const pool = createPool(gpu, 'bench/nn');
  const map = (label: string): FeatureMap =>
    createFeatureMap(pool, { label, ...maxSize, channels, format: network.format });
  const [input, conv] = [map('input'), map('conv')];
  return {
    group: 'nn',
    name: `conv ${name} channels`,
    macs: network.costs(maxSize.width, maxSize.height).reduce((sum, cost) => sum + cost.macs, 0),
    run() {
      const encoder = gpu.device.createCommandEncoder();
      network.record(encoder, { input }, { conv }, maxSize);
      gpu.device.queue.submit([encoder.finish()]);
    },
    dispose() {
      network.dispose();
      pool.dispose();
    },
  };
}
