import type { NetworkSize, Precision } from '@frameloom/nn';

/** What `--help` prints. */
export const usage: string = `npm run bench -- nn [options]

  --size WxH                  size of the network's inputs (default 480x270)
  --precision f16|mixed|f32   may be given several times (default: all that the device has)
  --frames N                  measured frames (default 60; 5 on a software GPU)
  --model DIR                 a folder with model.json (default: a U-Net of 16, 24 and 32 channels, random weights)`;

/** What `npm run bench -- nn` was asked for. */
export type NetworkArguments = {
  size: NetworkSize;
  precisions: Precision[];
  frames: number | undefined;
  model: string | undefined;
};

/** Reads the command line; throws an Error whose message is for the user. */
export function readNetworkArguments(argv: readonly string[]): NetworkArguments {
  const options: NetworkArguments = {
    size: { width: 480, height: 270 },
    precisions: [],
    frames: undefined,
    model: undefined,
  };
  for (let i = 0; i < argv.length; i += 2) {
    const [name, value = ''] = [argv[i], argv[i + 1]];
    const size = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(value);
    if (name === '--size' && size) options.size = { width: Number(size[1]), height: Number(size[2]) };
    else if (name === '--precision' && isPrecision(value)) options.precisions.push(value);
    else if (name === '--frames' && /^[1-9]\d{0,3}$/.test(value)) options.frames = Number(value);
    else if (name === '--model' && value) options.model = value;
    else throw new Error(`bench: unknown option ${name} ${value}.`);
  }
  if (options.precisions.length === 0) options.precisions.push('f16', 'mixed', 'f32');
  return options;
}

function isPrecision(value: string): value is Precision {
  return value === 'f16' || value === 'mixed' || value === 'f32';
}
