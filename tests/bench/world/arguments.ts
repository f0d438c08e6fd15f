import type { Size } from '@frameloom/upscale';

/** What `--help` prints. */
export const usage: string = `npm run bench -- world [options]

  --steps N     measured steps (default 120; 12 on a software GPU)
  --size WxH    display size of the scene beside it (default 1280x720; 320x180 on a software GPU)
  --peer no     leave out onnxruntime-web
  --json FILE   write everything measured as JSON`;

/** What `npm run bench -- world` was asked for. */
export type WorldArguments = {
  steps: number | undefined;
  size: Size | undefined;
  peer: boolean;
  json: string | undefined;
};

/** Reads the command line; throws an Error whose message is for the user. */
export function readWorldArguments(argv: readonly string[]): WorldArguments {
  const options: WorldArguments = { steps: undefined, size: undefined, peer: true, json: undefined };
  for (let i = 0; i < argv.length; i += 2) {
    const [name, value = ''] = [argv[i], argv[i + 1]];
    const size = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(value);
    if (name === '--size' && size) options.size = { width: Number(size[1]), height: Number(size[2]) };
    else if (name === '--steps' && /^[1-9]\d{0,4}$/.test(value)) options.steps = Number(value);
    else if (name === '--peer' && /^(yes|no)$/.test(value)) options.peer = value === 'yes';
    else if (name === '--json' && value) options.json = value;
    else throw new Error(`bench: unknown option ${name} ${value}.`);
  }
  return options;
}
