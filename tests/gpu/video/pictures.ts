// Pictures of numbers to textures and back, and networks with weights by a rule.
import { createTensor, type Model, type Tensor } from '@frameloom/nn';
import type { Picture } from '../../../packages/video/src/passes/picture.ts';

/** A picture of noise in eighth-bit steps, the same for the same seed. */
export function noise(width: number, height: number, seed = 1): Picture {
  let state = seed * 7919 + 1;
  const data = Float32Array.from({ length: width * height * 3 }, () => {
    state = (state * 48271) % 2147483647;
    return Math.round((state / 2147483647) * 255) / 255;
  });
  return { width, height, data };
}

/** A picture whose colours `paint` gives, rounded to eight bits. */
export function painted(width: number, height: number, paint: (x: number, y: number) => number[]): Picture {
  const data = Float32Array.from(
    Array.from({ length: width * height }, (_, i) => paint(i % width, Math.floor(i / width))).flat(),
    (value) => Math.round(value * 255) / 255,
  );
  return { width, height, data };
}

export function upload(device: GPUDevice, { width, height, data }: Picture): GPUTexture {
  const texture = device.createTexture({
    size: [width, height],
    format: 'rgba8unorm',
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
  });
  const texels = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++)
    for (let channel = 0; channel < 3; channel++)
      texels[i * 4 + channel] = Math.round(data[i * 3 + channel]! * 255);
  device.queue.writeTexture({ texture }, texels, { bytesPerRow: width * 4 }, [width, height]);
  return texture;
}

export function targetTexture(device: GPUDevice, width: number, height: number): GPUTexture {
  const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC;
  return device.createTexture({ size: [width, height], format: 'rgba8unorm', usage });
}

export async function download(device: GPUDevice, texture: GPUTexture): Promise<Picture> {
  const { width, height } = texture;
  const bytesPerRow = Math.ceil((width * 4) / 256) * 256;
  const buffer = device.createBuffer({
    size: bytesPerRow * height,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  const encoder = device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture }, { buffer, bytesPerRow }, [width, height]);
  device.queue.submit([encoder.finish()]);
  await buffer.mapAsync(GPUMapMode.READ);
  const bytes = new Uint8Array(buffer.getMappedRange());
  const data = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 3; channel++)
        data[(y * width + x) * 3 + channel] = bytes[y * bytesPerRow + x * 4 + channel]! / 255;
  buffer.destroy();
  return { width, height, data };
}

/** The first number of a buffer of floats. */
export async function readFloat(device: GPUDevice, buffer: GPUBuffer): Promise<number> {
  const staging = device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, staging, 0, 4);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const [value] = new Float32Array(staging.getMappedRange().slice(0));
  staging.destroy();
  return value!;
}

/** Largest difference of any channel, in steps of eight bits. */
export function largestDifference(a: Picture, b: Picture): number {
  if (a.width !== b.width || a.height !== b.height) return Number.POSITIVE_INFINITY;
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i]!) * 255), 0);
}

/** A network of the shape that video asks for: 3×3 to `features`, ReLU, 3×3 to the four residuals. */
export function makeVideoModel(
  weight: (index: number) => number,
  { channels = 4, features = 8 }: { channels?: number; features?: number } = {},
): Model {
  const conv = (name: string, input: string, channels: number, activation: string): object => ({
    name,
    op: 'conv2d',
    input: [input],
    channels,
    kernel: 3,
    activation,
  });
  const tensors = new Map<string, Tensor>();
  const add = (name: string, shape: number[]): void => {
    const count = shape.reduce((product, side) => product * side, 1);
    tensors.set(
      name,
      createTensor(
        shape,
        Float32Array.from({ length: count }, (_, i) => weight(i)),
      ),
    );
  };
  add('first.weight', [features, 4, 3, 3]);
  add('first.bias', [features]);
  add('head.weight', [channels, features, 3, 3]);
  add('head.bias', [channels]);
  const layers = [conv('first', 'frame', features, 'relu'), conv('head', 'first', channels, 'none')];
  const architecture = { inputs: [{ name: 'frame', channels: 4 }], layers, outputs: ['head'] };
  return {
    config: {
      format: 'frameloom-model',
      version: 1,
      name: 'by hand',
      task: 'video',
      license: 'MIT',
      architecture,
      weights: { file: 'none', bytes: 0, sha256: '' },
      metrics: {},
      training: {},
    } as unknown as Model['config'],
    tensors,
  };
}

/** A network that enlarges, and adds half of the degradation level to every pixel. */
export function makeTellingModel(by: 'its input' | 'its weights' = 'its input'): Model {
  const model = makeVideoModel(() => 0);
  const values = (name: string): Float32Array => model.tensors.get(name)!.data as Float32Array;
  if (by === 'its input') {
    values('first.weight')[3 * 9 + 4] = 1;
    for (let output = 0; output < 4; output++) values('head.weight')[output * 8 * 9 + 4] = 0.5;
    return model;
  }
  const ends = [...model.tensors].map(([name, { shape, data }]): [string, Tensor] => [
    `${name}.end`,
    createTensor(
      shape,
      (data as Float32Array).map((value) => value + Number(name === 'head.bias') / 2),
    ),
  ]);
  return { ...model, tensors: new Map([...model.tensors, ...ends]) };
}

/** A network of the shape that sees degradation: red of every eighth pixel is its opinion, green the logarithm of its weight. */
export function makeSeeingModel(head: {
  opinion: number;
  bias: number;
  weight?: number;
  weightBias?: number;
}): Model {
  const { config } = makeVideoModel(() => 0);
  const tensors = new Map<string, Tensor>();
  const layer = (name: string, input: string, more: object): object => {
    // The middle of the kernel passes each channel on.
    const weights = Float32Array.from({ length: 4 * 4 * 9 }, (_, i) => Number(i % (5 * 9) === 4));
    tensors.set(`${name}.weight`, createTensor([4, 4, 3, 3], weights));
    tensors.set(`${name}.bias`, createTensor([4], new Float32Array(4)));
    return { name, op: 'conv2d', input: [input], channels: 4, kernel: 3, activation: 'none', ...more };
  };
  const layers = [
    layer('down1', 'frame', { stride: 2 }),
    layer('down2', 'down1', { stride: 2 }),
    layer('down3', 'down2', { stride: 2 }),
    layer('head', 'down3', {}),
  ];
  const { opinion, bias, weight = 0, weightBias = 0 } = head;
  (tensors.get('head.weight')!.data as Float32Array).set([opinion], 4);
  (tensors.get('head.weight')!.data as Float32Array).set([weight], 5 * 9 + 4);
  (tensors.get('head.bias')!.data as Float32Array).set([bias, weightBias]);
  const architecture = { inputs: [{ name: 'frame', channels: 4 }], layers, outputs: ['head'] };
  return { config: { ...config, architecture } as unknown as Model['config'], tensors };
}

/**
 * What a model of {@link makeVideoModel} answers, in plain numbers: four residuals per pixel. `restoration` is what it is told
 * where nothing is said.
 */
export function runVideoModel({ tensors }: Model, source: Picture, restoration = 0.5): Float32Array {
  const { width, height } = source;
  const input = new Float32Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) input[i * 4 + channel] = source.data[i * 3 + channel]!;
    input[i * 4 + 3] = restoration;
  }
  const values = (name: string): Float32Array => tensors.get(name)!.data as Float32Array;
  const conv = (from: Float32Array, inputs: number, name: string, relu: boolean): Float32Array => {
    const weights = values(`${name}.weight`);
    const bias = values(`${name}.bias`);
    const to = new Float32Array(width * height * bias.length);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let o = 0; o < bias.length; o++) {
          let sum = bias[o]!;
          for (let ky = 0; ky < 3; ky++)
            for (let kx = 0; kx < 3; kx++) {
              const [sx, sy] = [x + kx - 1, y + ky - 1];
              if (sx < 0 || sy < 0 || sx >= width || sy >= height) continue;
              for (let c = 0; c < inputs; c++)
                sum += weights[((o * inputs + c) * 3 + ky) * 3 + kx]! * from[(sy * width + sx) * inputs + c]!;
            }
          to[(y * width + x) * bias.length + o] = relu ? Math.max(0, sum) : sum;
        }
    return to;
  };
  const features = values('first.bias').length;
  return conv(conv(input, 4, 'first', true), features, 'head', false);
}
