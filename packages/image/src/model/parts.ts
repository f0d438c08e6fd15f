import type { Gpu } from '@frameloom/gpu';
import { createNetwork, type Precision } from '@frameloom/nn';
import { createTextEncoder } from '../text-encoder/text-encoder.ts';
import { createCoder } from './coder.ts';
import type { ImageConfigs } from './configs.ts';
import type { ImageFiles } from './files.ts';
import { createHeld } from './held.ts';
import { readPositions } from './positions.ts';
import type { ImageParts } from './studio.ts';

/** The networks of a model, none of which is on the GPU yet. `together`: whether they stay there once they are. */
export function createParts(
  gpu: Gpu,
  files: ImageFiles,
  { denoiser, text, codec, inpaints }: ImageConfigs,
  options: { precision: Precision; together: boolean; tile: number | undefined },
): ImageParts {
  const { precision, together, tile } = options;
  const { sampleSize, positions } = denoiser;
  const { tensors } = files.denoiser;
  const maxSize = { width: sampleSize, height: sampleSize };
  const side = sampleSize * (codec?.facts.factor ?? 1);
  const coder = (half: 'encoder' | 'decoder') =>
    codec && createHeld(together, () => createCoder(gpu, codec, { half, precision, side, tile }));
  return {
    gpu,
    tokenizers: files.tokenizers,
    textEncoders: files.textEncoders.map((encoder) =>
      createHeld(together, () => createTextEncoder(gpu, encoder, { precision })),
    ),
    onnx: undefined,
    unet: createHeld(together, () =>
      createNetwork(gpu, denoiser.architecture(text.rows), denoiser.arrange(tensors), {
        precision,
        maxSize,
        label: 'image/unet',
      }),
    ),
    encoder: coder('encoder'),
    decoder: coder('decoder'),
    codec: codec?.facts,
    positions: positions && readPositions(tensors, positions),
    inpaints,
    previews: together,
  };
}
