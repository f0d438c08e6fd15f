import { createTensor, type Conv2dLayer, type NetworkArchitecture, type Tensor } from '@frameloom/nn';

const conv = (
  name: string,
  input: string[],
  channels: number,
  more: Partial<Conv2dLayer> = {},
): Conv2dLayer => ({
  name,
  op: 'conv2d',
  input,
  channels,
  kernel: 3,
  activation: 'relu',
  ...more,
});

/** A U-Net of 16, 24 and 32 channels at three sizes, as an upscaler might use. */
export const unet: NetworkArchitecture & { layers: readonly Conv2dLayer[] } = {
  inputs: [{ name: 'input', channels: 12 }],
  layers: [
    conv('enter', ['input'], 16),
    conv('down1', ['enter'], 24, { stride: 2 }),
    conv('down2', ['down1'], 32, { stride: 2 }),
    conv('deep', ['down2'], 32),
    conv('up1', ['deep', 'down1'], 24, { upsample: true }),
    conv('up0', ['up1', 'enter'], 16, { upsample: true }),
    conv('head', ['up0'], 12, { kernel: 1, activation: 'sigmoid' }),
  ],
  outputs: ['head'],
};

/** Weights for it that keep numbers in range: what they are does not matter to the time. */
export function unetTensors(): Map<string, Tensor> {
  const channels = new Map([...unet.inputs, ...unet.layers].map((item) => [item.name, item.channels]));
  const tensors = new Map<string, Tensor>();
  for (const layer of unet.layers) {
    const inputs = layer.input.reduce((sum, name) => sum + channels.get(name)!, 0);
    const shape = [layer.channels, inputs, layer.kernel, layer.kernel];
    const length = shape.reduce((product, size) => product * size, 1);
    const data = Float32Array.from(
      { length },
      (_, i) => Math.sin(i * 12.9898) * Math.sqrt(layer.channels / length),
    );
    tensors.set(`${layer.name}.weight`, createTensor(shape, data));
  }
  return tensors;
}
