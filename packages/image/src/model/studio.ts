import type { Gpu } from '@frameloom/gpu';
import type { Network } from '@frameloom/nn';
import type { ClipTokenizer } from '../text-encoder/tokenizer.ts';
import type { TextEncoder } from '../text-encoder/text-encoder.ts';
import type { CodecFacts } from './codec.ts';
import type { Coder } from './coder.ts';
import type { OnnxEngine } from '../onnx/engine.ts';
import type { Held } from './held.ts';
import type { CropPositions } from './positions.ts';
import type { ImageRun } from './run.ts';

/** The networks of a model, each on the GPU while it is used or for good. */
export type ImageParts = {
  gpu: Gpu;
  tokenizers: readonly ClipTokenizer[];
  textEncoders: readonly Held<TextEncoder>[];
  /** The U-Net or transformer. Missing, as the others, with `onnx`. */
  unet: Held<Network> | undefined;
  onnx: OnnxEngine | undefined;
  /** Missing where the U-Net paints pixels. */
  encoder: Held<Coder> | undefined;
  decoder: Held<Coder> | undefined;
  codec: CodecFacts | undefined;
  /** The places of a transformer's patches. */
  positions: CropPositions | undefined;
  /** Whether the U-Net reads a mask and what is known beside the sample. */
  inpaints: boolean;
  /** Whether steps can be shown without loading anything. */
  previews: boolean;
};

/** All that a picture is made with. */
export type Studio = ImageParts & { run: ImageRun };
