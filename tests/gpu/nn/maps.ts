import {
  createFeatureMap,
  createTensor,
  featureMapBytes,
  type FeatureMap,
  type MapFormat,
  type Tensor,
} from '@frameloom/nn';
import type { ResourcePool } from '@frameloom/gpu';
import type { Planes } from '../../../packages/nn/src/conv2d/conv2d.reference.ts';
import { floatToHalf, halfToFloat } from '@frameloom/gpu/files';

/** Numbers in [0, 1), the same each time for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A picture of numbers that halves can hold, so that formats differ by arithmetic only. */
export function randomPlanes(random: () => number, channels: number, width: number, height: number): Planes {
  const data = Float32Array.from({ length: channels * width * height }, () => roundToHalf(random() * 2 - 1));
  return { channels, width, height, data };
}

/** Weights of the size that keeps the variance of what passes through, as training leaves them. */
export function randomWeight(random: () => number, shape: readonly number[]): Tensor {
  const [outputs = 1, ...rest] = shape;
  const fan = rest.reduce((product, size) => product * size, 1);
  const scale = Math.sqrt(6 / fan);
  return createTensor(
    shape,
    Float32Array.from({ length: outputs * fan }, () => roundToHalf((random() * 2 - 1) * scale)),
  );
}

/** Puts a picture into a feature map of its size. */
export function upload(device: GPUDevice, pool: ResourcePool, planes: Planes, format: MapFormat): FeatureMap {
  const map = createFeatureMap(pool, { label: 'upload', ...planes, format });
  const { channels, width, height } = planes;
  if (format === 'u8' || format === 'u32') {
    const whole = format === 'u32' ? Uint32Array.from(planes.data) : new Uint8Array(map.buffer.size);
    if (format === 'u8') whole.set(planes.data);
    device.queue.writeBuffer(map.buffer, 0, whole);
    return map;
  }
  const values = new Float32Array(Math.ceil(channels / 4) * 4 * width * height);
  planes.data.forEach((value, i) => {
    const channel = Math.floor(i / (width * height));
    values[(Math.floor(channel / 4) * width * height + (i % (width * height))) * 4 + (channel % 4)] = value;
  });
  device.queue.writeBuffer(map.buffer, 0, format === 'f32' ? values : Uint16Array.from(values, floatToHalf));
  return map;
}

/** What a feature map holds at a size. */
export async function download(
  device: GPUDevice,
  map: FeatureMap,
  width: number,
  height: number,
): Promise<Planes> {
  const { channels, format } = map;
  const size = featureMapBytes({ width, height, channels, format });
  const staging = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(map.buffer, 0, staging, 0, size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const bytes = staging.getMappedRange();
  if (format === 'u8' || format === 'u32') {
    const whole = format === 'u32' ? new Uint32Array(bytes) : new Uint8Array(bytes);
    const planes = { channels, width, height, data: Float32Array.from(whole.subarray(0, width * height)) };
    staging.destroy();
    return planes;
  }
  const values =
    format === 'f32'
      ? new Float32Array(bytes.slice(0))
      : Float32Array.from(new Uint16Array(bytes), halfToFloat);
  staging.destroy();
  const data = Float32Array.from({ length: channels * width * height }, (_, i) => {
    const channel = Math.floor(i / (width * height));
    return values[(Math.floor(channel / 4) * width * height + (i % (width * height))) * 4 + (channel % 4)]!;
  });
  return { channels, width, height, data };
}

/** Largest difference, relative to the largest number expected. */
export function relativeError(got: Planes, expected: Planes): number {
  const scale = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  let worst = got.data.length === expected.data.length ? 0 : Infinity;
  got.data.forEach((value, i) => {
    const error = Math.abs(value - expected.data[i]!) / scale;
    if (!(error <= worst)) worst = Number.isNaN(error) ? Infinity : error;
  });
  return worst;
}

/** Peak signal-to-noise ratio, dB; the peak is the largest number expected. */
export function psnr(got: Planes, expected: Planes): number {
  const peak = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  const squares = got.data.reduce((sum, value, i) => sum + (value - expected.data[i]!) ** 2, 0);
  return 10 * Math.log10((peak * peak * got.data.length) / squares);
}

function roundToHalf(value: number): number {
  return halfToFloat(floatToHalf(value));
}
