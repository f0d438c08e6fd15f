import type { StageContract } from '@frameloom/nn/stage';

/** Channels of the maps that a network of models/video reads and writes. */
export const channels = 4;

/** Number of times that the output of the network `degradation` is halved in size. */
export const degradationLevel = 3;

/** A network that doubles pictures. */
export const doublerContract: StageContract<'frame', 'head'> = {
  purpose: 'video',
  advice: 'Give a model from models/video.',
  inputs: { frame: { channels } },
  outputs: { head: { channels } },
};

/** A network that colours pictures. */
export const colourContract: StageContract<'frame', 'head'> = {
  purpose: 'colour',
  advice: 'Give models/video/colour.',
  inputs: { frame: { channels } },
  outputs: { head: { channels } },
};

/** A network that measures degradation; its frames are those of the doubler. */
export const degradationContract: StageContract<'frame', 'head'> = {
  purpose: 'measuring degradation',
  advice: 'Give models/video/degradation.',
  inputs: { frame: { channels, external: true } },
  outputs: { head: { channels, level: degradationLevel } },
};
