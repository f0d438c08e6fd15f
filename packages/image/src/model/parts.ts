import type { Gpu } from '@frameloom/gpu';
import { createNetwork, type Precision } from '@frameloom/nn';
import { createTextEncoder } from '../text-encoder/text-encoder.ts';
import { unetArchitecture } from '../unet/architecture.ts';
import { arrangeUnetTensors } from '../unet/tensors.ts';
import { createCoder } from './coder.ts';
import type { ImageConfigs } from './configs.ts';
import type { ImageFiles } from './files.ts';
import { createHeld } from './held.ts';
import type { ImageParts } from './studio.ts';

/** The networks of a model, none of which is on the GPU yet. `together`: whether they stay there once they are. */
export function createParts(
  gpu: Gpu,
  files: ImageFiles,
  { unet: unetConfig, text, codec, inpaints }: ImageConfigs,
  options: { precision: Precision; together: boolean; tile: number | undefined },
): ImageParts {
  const { precision, together, tile } = options;
  const { sampleSize } = unetConfig;
  const maxSize = { width: sampleSize, height: sampleSize };
  const side = sampleSize * (codec?.facts.factor ?? 1);
  const coder = (half: 'encoder' | 'decoder') =>
    codec && createHeld(together, () => createCoder(gpu, codec, { half, precision, side, tile }));
  return {
    gpu,
    tokenizer: files.tokenizer,
    textEncoder: createHeld(together, () => createTextEncoder(gpu, files.textEncoder, { precision })),
    unet: createHeld(together, () =>
      createNetwork(
        gpu,
        unetArchitecture(unetConfig, text.positions),
        arrangeUnetTensors(files.unet.tensors),
        {
          precision,
          maxSize,
          label: 'image/unet',
        },
      ),
    ),
    encoder: coder('encoder'),
    decoder: coder('decoder'),
    codec: codec?.facts,
    inpaints,
    previews: together,
  };
}
