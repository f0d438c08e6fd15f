import type { NetworkSize, Precision } from '@frameloom/nn';

/** What `--help` prints. */
export const usage: string = `npm run bench -- nn [options]

  --size WxH                  size of the network's inputs (default 480x270)
  --precision f16|mixed|f32   may be given several times (default: all that the device has)
  --frames N                  measured frames (default 60; 5 on a software GPU)
  --model DIR                 a folder with model.json (default: a U-Net of 16, 24 and 32 channels, random weights)
  --operators yes|no|only     operators on matrices, in Chromium, beside onnxruntime-web (default yes; no with --model)
  --peer no                   leave out onnxruntime-web
  --json FILE                 write what was measured of the operators as JSON`;

/** What `npm run bench -- nn` was asked for. */
export type NetworkArguments = {
  size: NetworkSize;
  precisions: Precision[];
  frames: number | undefined;
  model: string | undefined;
  operators: 'yes' | 'no' | 'only';
  peer: boolean;
  json: string | undefined;
};

/** Reads the command line; throws an Error whose message is for the user. */
export function readNetworkArguments(argv: readonly string[]): NetworkArguments {
  const options: NetworkArguments = {
    size: { width: 480, height: 270 },
    precisions: [],
    frames: undefined,
    model: undefined,
    operators: 'yes',
    peer: true,
    json: undefined,
  };
  let operators: NetworkArguments['operators'] | undefined;
  for (let i = 0; i < argv.length; i += 2) {
    const [name, value = ''] = [argv[i], argv[i + 1]];
    const size = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(value);
    if (name === '--size' && size) options.size = { width: Number(size[1]), height: Number(size[2]) };
    else if (name === '--precision' && isPrecision(value)) options.precisions.push(value);
    else if (name === '--frames' && /^[1-9]\d{0,3}$/.test(value)) options.frames = Number(value);
    else if (name === '--model' && value) options.model = value;
    else if (name === '--operators' && isWhich(value)) operators = value;
    else if (name === '--peer' && /^(yes|no)$/.test(value)) options.peer = value === 'yes';
    else if (name === '--json' && value) options.json = value;
    else throw new Error(`bench: unknown option ${name} ${value}.`);
  }
  if (options.precisions.length === 0) options.precisions.push('f16', 'mixed', 'f32');
  options.operators = operators ?? (options.model ? 'no' : 'yes');
  return options;
}

function isWhich(value: string): value is NetworkArguments['operators'] {
  return value === 'yes' || value === 'no' || value === 'only';
}

function isPrecision(value: string): value is Precision {
  return value === 'f16' || value === 'mixed' || value === 'f32';
}
