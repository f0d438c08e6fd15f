// What can be run on a machine with a GPU: one row per job.

/** A job: the script that runs it there, and what goes along. */
export type Job = {
  /** What it does, for `--help`. */
  readonly about: string;
  /** Of `jobs/`. */
  readonly script: string;
  /** Modules that are bundled for Node, from the top of the repository. */
  readonly entries: readonly string[];
  /** Whether it needs PyTorch and the recipes. */
  readonly trains: boolean;
};

const data = 'models/upscale/data/host/cli.ts';

export const jobs: Readonly<Record<string, Job>> = {
  bench: {
    about: 'measures every pass at 1080p, 1440p and 4K: p50, p95, share of bandwidth and of peak',
    script: 'bench.sh',
    entries: ['tests/bench/passes/cli.ts'],
    trains: false,
  },
  'train-upscale': {
    about: "trains the upscaler's network on sequences that are rendered there",
    script: 'train-upscale.sh',
    entries: [data],
    trains: true,
  },
  'train-interpolate': {
    about: "trains the interpolator's network on sequences that are rendered and played there",
    script: 'train-interpolate.sh',
    entries: [data],
    trains: true,
  },
  'train-circuit': {
    about: 'trains a drive around a town on recordings of bots that are made there',
    script: 'train-circuit.sh',
    entries: ['models/circuit/data/cli.ts', 'tests/quality/drive/cli.ts'],
    trains: true,
  },
  'train-city': {
    about: 'trains the painter of lit pictures of a town, on pairs that are rendered there',
    script: 'train-city.sh',
    entries: ['models/city/data/cli.ts'],
    trains: true,
  },
  'train-video': {
    about: 'trains a network that enlarges video, on renders, drawings and the pictures of --data',
    script: 'train-video.sh',
    entries: [data],
    trains: true,
  },
  'train-image': {
    about: 'trains the painter of tiles, its variant of four steps, their judge, an autoencoder and a GAN',
    script: 'train-image.sh',
    entries: [],
    trains: true,
  },
  'train-tales': {
    about: 'trains the storyteller on the books of --data (*.txt or *.txt.xz), several settings side by side',
    script: 'train-tales.sh',
    entries: [],
    trains: true,
  },
};
