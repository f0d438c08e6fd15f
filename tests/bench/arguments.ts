import type { Size } from '@frameloom/upscale';

/** What `npm run bench -- upscale` or `-- interpolate` was asked for. */
export type BenchArguments = {
  subject: 'upscale' | 'interpolate';
  /** Display size, pixels. Undefined: chosen by what the adapter can bear. */
  size: Size | undefined;
  /** Display size / render size. */
  ratio: number;
  /** Measured frames, after the warm-up. */
  frames: number | undefined;
  /** A checkout of @pmndrs/upscaler. */
  peer: string | undefined;
  /** Where to write the report as JSON. */
  json: string | undefined;
  /** Where to run. */
  host: 'node' | 'chromium';
};

export const usage: string = `npm run bench -- upscale [options]
npm run bench -- interpolate [options]   a real frame and a generated one, beside the upscaler's frame

  --size WxH            display size (default 1920x1080; 480x270 on a software GPU)
  --ratio R             display size / render size, 1 to 3 (default 2)
  --frames N            measured frames (default 60; 24 on a software GPU)
  --peer-upscaler DIR   a checkout of @pmndrs/upscaler to measure in the same run
  --json FILE           write everything measured as JSON
  --in node|chromium    where to run (default node)`;

/** Reads the command line; throws an Error whose message is for the user. */
export function readArguments(argv: readonly string[]): BenchArguments | 'help' {
  const [command, ...rest] = argv;
  if (!command || argv.includes('--help')) return 'help';
  if (command !== 'upscale' && command !== 'interpolate') {
    throw new Error(
      `bench: there is no benchmark '${command}'. There are: upscale, interpolate, nn, world, budget, text.`,
    );
  }
  const options: BenchArguments = {
    subject: command,
    size: undefined,
    ratio: 2,
    frames: undefined,
    peer: undefined,
    json: undefined,
    host: 'node',
  };
  for (let i = 0; i < rest.length; i += 2) {
    const [name, value] = [rest[i], rest[i + 1]];
    if (value === undefined) throw new Error(`bench: ${name} needs a value.\n\n${usage}`);
    if (name === '--size') options.size = readSize(value);
    else if (name === '--ratio') options.ratio = readNumber(name, value, 1, 3);
    else if (name === '--frames') options.frames = Math.round(readNumber(name, value, 1, 10_000));
    else if (name === '--peer-upscaler') options.peer = value;
    else if (name === '--json') options.json = value;
    else if (name === '--in' && (value === 'node' || value === 'chromium')) options.host = value;
    else throw new Error(`bench: unknown option ${name} ${value}.\n\n${usage}`);
  }
  return options;
}

function readSize(text: string): Size {
  const match = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(text);
  if (!match) throw new Error(`bench: --size must look like 1920x1080, got ${text}.`);
  return { width: Number(match[1]), height: Number(match[2]) };
}

function readNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (value >= min && value <= max) return value;
  throw new Error(`bench: ${name} must be from ${min} to ${max}, got ${text}.`);
}
