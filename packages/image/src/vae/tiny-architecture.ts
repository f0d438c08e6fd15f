import type { NetworkArchitecture, NetworkLayer } from '@frameloom/nn';
import type { TinyConfig } from './tiny-config.ts';

/** Name of the layer that limits latents; it is no layer of the file. */
export const clampName = 'decoder.clamp';

/** The encoder as a network: picture, 0 to 1 → latent, an eighth of its sides with the usual four stages. */
export function encoderArchitecture(config: TinyConfig): NetworkArchitecture {
  const chain = createChain('encoder', 'picture');
  config.encoderBlocks.forEach((blocks, stage) => {
    const channels = config.encoderChannels[stage]!;
    chain.conv({ channels, ...(stage > 0 && { stride: 2 }) });
    const isSmallest = stage === config.encoderBlocks.length - 1;
    for (let i = 0; i < blocks; i++) chain.block(channels, config.midNorm && isSmallest);
  });
  chain.conv({ channels: config.latentChannels });
  return chain.end([{ name: 'picture', channels: config.inChannels }]);
}

/** The decoder as a network: latent → picture, about 0 to 1. */
export function decoderArchitecture(config: TinyConfig): NetworkArchitecture {
  const { latentChannels, decoderBlocks, decoderChannels, outChannels, midNorm } = config;
  const chain = createChain('decoder', 'latent');
  const clamp = { name: clampName, op: 'conv2d', input: ['latent'], channels: latentChannels, kernel: 1 };
  chain.add({ ...clamp, activation: 'tanh' });
  chain.conv({ channels: decoderChannels[0]!, activation: 'relu' });
  chain.skip(); // the activation has a place in the file's numbering
  decoderBlocks.forEach((blocks, stage) => {
    const channels = decoderChannels[stage]!;
    const isLast = stage === decoderBlocks.length - 1;
    for (let i = 0; i < blocks; i++) chain.block(channels, midNorm && stage === 0);
    if (!isLast) chain.skip(); // and so has the enlargement
    chain.conv({ channels: isLast ? outChannels : channels, ...(!isLast && { upsample: true }) });
  });
  return chain.end([{ name: 'latent', channels: latentChannels }]);
}

/** Layers one after the other, named as the tensors in the file are. */
function createChain(part: string, input: string) {
  const layers: NetworkLayer[] = [];
  let last = input;
  let index = 0;
  const add = (fields: object): void => {
    const layer = fields as NetworkLayer;
    layers.push(layer);
    last = layer.name;
  };
  const conv = (name: string, fields: object): void =>
    add({ name, op: 'conv2d', input: [last], kernel: 3, ...fields });
  return {
    add,
    conv: (fields: object): void => conv(`${part}.layers.${index++}`, fields),
    /** Three convolutions around which the input is carried; with `norms` four groups of a wider map are normalised before them. */
    block(channels: number, norms: boolean): void {
      const block = `${part}.layers.${index++}`;
      if (norms) {
        const carried = last;
        conv(`${block}.pool.0`, { channels: channels * 4, kernel: 1 });
        add({ name: `${block}.pool.1`, op: 'group-norm', input: [last], groups: 4, activation: 'relu' });
        conv(`${block}.pool.3`, { channels, kernel: 1, residual: carried });
      }
      const from = last;
      const name = `${block}.conv`;
      conv(`${name}.0`, { channels, activation: 'relu' });
      conv(`${name}.2`, { channels, activation: 'relu' });
      conv(`${name}.4`, { channels, activation: 'relu', residual: from });
    },
    skip(): void {
      index += 1;
    },
    end: (inputs: NetworkArchitecture['inputs']): NetworkArchitecture => ({
      inputs,
      layers,
      outputs: [last],
    }),
  };
}
