import { networkMaps, type NetworkArchitecture } from '@frameloom/nn';
import { sizeOf } from '../../../packages/nn/src/network/shape.ts';
import { textEncoderArchitecture } from '../../../packages/image/src/text-encoder/architecture.ts';
import { readTextEncoderConfig } from '../../../packages/image/src/text-encoder/config.ts';
import { unetArchitecture } from '../../../packages/image/src/unet/architecture.ts';
import { readUnetConfig } from '../../../packages/image/src/unet/config.ts';
import { klDecoderArchitecture } from '../../../packages/image/src/vae/kl-architecture.ts';
import { readKlConfig } from '../../../packages/image/src/vae/kl-config.ts';
import { decoderArchitecture } from '../../../packages/image/src/vae/tiny-architecture.ts';
import { readTinyConfig } from '../../../packages/image/src/vae/tiny-config.ts';
import { table } from '../print.ts';

type Size = { width: number; height: number };
/** What a network takes at a size: multiply-adds, and weights. */
export type NetworkCost = { name: string; macs: number; weights: number };

/** Counts convolutions, linear layers and attention; all else is below a hundredth of them. */
export function costOf(name: string, architecture: NetworkArchitecture, frame: Size): NetworkCost {
  const maps = networkMaps(architecture);
  const of = (edge: string): { channels: number; pixels: number } => {
    const { shape, channels } = maps.get(edge)!;
    const { width, height } = sizeOf(shape, frame);
    return { channels, pixels: width * height };
  };
  let [macs, weights] = [0, 0];
  for (const layer of architecture.layers) {
    const out = of(layer.name);
    const inputs = layer.input.reduce((sum, edge) => sum + of(edge).channels, 0);
    if (layer.op === 'conv2d' || layer.op === 'linear') {
      const taps = layer.op === 'conv2d' ? layer.kernel ** 2 : layer.gated ? 2 : 1;
      weights += taps * inputs * out.channels + out.channels;
      macs += taps * inputs * out.channels * out.pixels;
    } else if (layer.op === 'attention') macs += 2 * out.pixels * of(layer.input[1]!).pixels * out.channels;
    else if (layer.op.endsWith('norm')) weights += 2 * out.channels;
  }
  return { name, macs, weights };
}

/** The networks of the Stable Diffusion 1 and 2 class, from the configs that their folders have. */
export function classCosts(): NetworkCost[] {
  const latent = (side: number): Size => ({ width: side / 8, height: side / 8 });
  const unet = { _class_name: 'UNet2DConditionModel', cross_attention_dim: 768 };
  const second = {
    ...unet,
    cross_attention_dim: 1024,
    attention_head_dim: [5, 10, 20, 20],
    use_linear_projection: true,
  };
  const vae = { _class_name: 'AutoencoderKL', block_out_channels: [128, 256, 512, 512], layers_per_block: 2 };
  const kinds = {
    up_block_types: Array(4).fill('UpDecoderBlock2D'),
    down_block_types: Array(4).fill('DownEncoderBlock2D'),
  };
  const clip = { hidden_size: 768, intermediate_size: 3072, num_attention_heads: 12 };
  const open = {
    hidden_size: 1024,
    intermediate_size: 4096,
    num_attention_heads: 16,
    num_hidden_layers: 23,
    hidden_act: 'gelu',
  };
  const unetOf = (name: string, json: object, side: number): NetworkCost =>
    costOf(name, unetArchitecture(readUnetConfig(json), 77), latent(side));
  const textOf = (name: string, json: object): NetworkCost =>
    costOf(name, textEncoderArchitecture(readTextEncoderConfig(json)), { width: 1, height: 1 });
  const decoder = klDecoderArchitecture(readKlConfig({ ...vae, ...kinds }));
  const tiny = decoderArchitecture(readTinyConfig({ _class_name: 'AutoencoderTiny' }));
  return [
    unetOf('U-Net of SD 1.5, a step at 512²', unet, 512),
    unetOf('U-Net of SD 1.5, a step at 256²', unet, 256),
    unetOf('U-Net of SD 2.1 and SD-Turbo, a step at 512²', second, 512),
    textOf('CLIP-L text encoder', clip),
    textOf('OpenCLIP-H text encoder', open),
    costOf('AutoencoderKL, decoder at 512²', decoder, latent(512)),
    costOf('AutoencoderTiny, decoder at 512²', tiny, latent(512)),
  ];
}

/** The table of the README: work, weights in halves, and milliseconds at two speeds. */
export function formatCosts(costs: readonly NetworkCost[]): string {
  const ms = (macs: number, speed: number): string => ((2000 * macs) / speed).toFixed(speed > 1e12 ? 1 : 0);
  return table([
    ['', 'GFLOP', 'weights, MB', 'ms at 1 TFLOP/s', 'ms at 10 TFLOP/s'],
    ...costs.map(({ name, macs, weights }) => [
      name,
      ((2 * macs) / 1e9).toFixed(0),
      ((2 * weights) / 1e6).toFixed(1),
      ms(macs, 1e12),
      ms(macs, 1e13),
    ]),
  ]).join('\n');
}
