import type { Size } from '@frameloom/upscale';

/** What `--help` prints. */
export const usage: string = `npm run bench -- budget [options]

  --frames N         measured frames with each budget (default 600; 150 on a software GPU)
  --size WxH         display size of the scene (default 1920x1080; 320x180 on a software GPU)
  --budgets A,B,…    milliseconds per frame at 60 Hz (default 1,2,4)
  --json FILE        write everything measured as JSON`;

/** What `npm run bench -- budget` was asked for. */
export type BudgetArguments = {
  frames: number | undefined;
  size: Size | undefined;
  budgets: number[];
  json: string | undefined;
};

/** Reads the command line; throws an Error whose message is for the user. */
export function readBudgetArguments(argv: readonly string[]): BudgetArguments {
  const options: BudgetArguments = {
    frames: undefined,
    size: undefined,
    budgets: [1, 2, 4],
    json: undefined,
  };
  for (let i = 0; i < argv.length; i += 2) {
    const [name, value = ''] = [argv[i], argv[i + 1]];
    const size = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(value);
    const budgets = value.split(',').map(Number);
    if (name === '--size' && size) options.size = { width: Number(size[1]), height: Number(size[2]) };
    else if (name === '--frames' && /^[1-9]\d{0,4}$/.test(value)) options.frames = Number(value);
    else if (name === '--budgets' && budgets.every((ms) => ms > 0 && ms <= 16)) options.budgets = budgets;
    else if (name === '--json' && value) options.json = value;
    else throw new Error(`bench: unknown option ${name} ${value}.`);
  }
  return options;
}
