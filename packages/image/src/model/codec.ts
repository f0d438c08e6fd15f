import type { NetworkArchitecture, Tensors } from '@frameloom/nn';
import { klDecoderArchitecture, klEncoderArchitecture } from '../vae/kl-architecture.ts';
import { readKlConfig } from '../vae/kl-config.ts';
import { arrangeKlTensors } from '../vae/kl-tensors.ts';
import { decoderArchitecture, encoderArchitecture } from '../vae/tiny-architecture.ts';
import { readTinyConfig } from '../vae/tiny-config.ts';
import { withClamp } from '../vae/tiny-tensors.ts';
import type { VaeFiles } from './files.ts';

/** What is known of an autoencoder before it is on the GPU. */
export type CodecFacts = {
  /** Picture pixels per latent pixel and axis. */
  factor: number;
  latentChannels: number;
  /** Channels of pictures. */
  channels: number;
  /** Whether it is small enough to show every step. */
  isTiny: boolean;
};

/** A half as a network: what it reads and writes is scaled and moved before and after. */
export type Half = {
  architecture: NetworkArchitecture;
  tensors: Tensors;
  enter: Shift;
  leave: Shift;
};
/** What numbers are multiplied by and what is added to them then. */
export type Shift = { scale: number; offset: number };
/** An autoencoder as two networks. */
export type Codec = { facts: CodecFacts; encoder: Half; decoder: Half };

const same: Shift = { scale: 1, offset: 0 };

/**
 * What the files of an autoencoder describe; without tensors its facts alone are of use.
 *
 * @throws FrameloomError `unsupported`, `invalid-argument`.
 */
export function describeCodec({ config: json, tensors, isTiny }: VaeFiles): Codec {
  if (isTiny) {
    const config = readTinyConfig(json);
    const { latentChannels, outChannels: channels } = config;
    const factor = 2 ** (config.encoderBlocks.length - 1);
    return {
      facts: { factor, latentChannels, channels, isTiny },
      encoder: {
        architecture: encoderArchitecture(config),
        tensors,
        enter: { scale: 0.5, offset: 0.5 },
        leave: toLatent(config),
      },
      decoder: {
        architecture: decoderArchitecture(config),
        tensors: withClamp(tensors, config),
        enter: fromLatent(config),
        leave: { scale: 2, offset: -1 },
      },
    };
  }
  const config = readKlConfig(json);
  const { latentChannels, outChannels: channels } = config;
  const factor = 2 ** (config.blockOutChannels.length - 1);
  const arranged = arrangeKlTensors(tensors, config);
  return {
    facts: { factor, latentChannels, channels, isTiny },
    encoder: {
      architecture: klEncoderArchitecture(config),
      tensors: arranged,
      enter: same,
      leave: toLatent(config),
    },
    decoder: {
      architecture: klDecoderArchitecture(config),
      tensors: arranged,
      enter: fromLatent(config),
      leave: same,
    },
  };
}

type Scaling = { scalingFactor: number; shiftFactor: number };

/** What a diffusion model sees of what an encoder gives, and back. */
function toLatent({ scalingFactor, shiftFactor }: Scaling): Shift {
  return { scale: scalingFactor, offset: -shiftFactor * scalingFactor };
}

function fromLatent({ scalingFactor, shiftFactor }: Scaling): Shift {
  return { scale: 1 / scalingFactor, offset: shiftFactor };
}
