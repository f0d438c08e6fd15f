// Networks for the upscaler with weights by a rule, in the form that loadModel gives.
import { createTensor, type Model, type Tensor } from '@frameloom/nn';

/** A small U-Net of the shipped shape: 16 features in, `outputs` (32) channels at half of the size out. */
export function makeModel(weight: () => number, { outputs = 32 }: { outputs?: number } = {}): Model {
  const conv = (name: string, input: string, channels: number, more: object = {}) => ({
    name,
    op: 'conv2d',
    input: [input],
    channels,
    kernel: 3,
    activation: 'relu',
    ...more,
  });
  const layers = [
    conv('half', 'features', 8, { stride: 2 }),
    conv('quarter', 'half', 8, { stride: 2 }),
    conv('up', 'quarter', 8, { kernel: 1, upsample: true, residual: 'half' }),
    conv('head', 'up', outputs, { kernel: 1, activation: 'sigmoid' }),
  ];
  const tensors = new Map<string, Tensor>();
  let inputs = 16;
  for (const { name, channels, kernel } of layers) {
    const count = channels * inputs * kernel * kernel;
    const values = Float32Array.from({ length: count }, () => weight() / Math.sqrt(inputs * kernel));
    tensors.set(`${name}.weight`, createTensor([channels, inputs, kernel, kernel], values));
    tensors.set(`${name}.bias`, createTensor([channels], new Float32Array(channels)));
    inputs = channels;
  }
  const architecture = { inputs: [{ name: 'features', channels: 16 }], layers, outputs: ['head'] };
  return {
    config: {
      format: 'frameloom-model',
      version: 1,
      name: 'by hand',
      task: 'upscale',
      license: 'MIT',
      architecture,
      weights: { file: 'none', bytes: 0, sha256: '' },
      metrics: {},
      training: {},
    } as unknown as Model['config'],
    tensors,
  };
}
