import { readBudgetArguments, type BudgetArguments } from '../budget/arguments.ts';

/** What `--help` prints. */
export const usage: string = `npm run bench -- image [options]    the market scene, idle and while pictures are painted beside it, ours and in onnxruntime-web

  --frames N         measured frames of each row (default 600; 40 on a software GPU)
  --size WxH         display size of the scene (default 1920x1080; 320x180 on a software GPU)
  --budgets MS       milliseconds per frame at 60 Hz (default 2)
  --side N           pixels of a picture, a multiple of 4 (default 32; 8 on a software GPU)
  --no-peer          without onnxruntime-web
  --costs            only the work of the Stable Diffusion class, computed
  --json FILE        write everything measured as JSON`;

/** What `npm run bench -- image` was asked for. */
export type ImageArguments = Omit<BudgetArguments, 'budgets'> & {
  budgetMs: number;
  peer: boolean;
  side: number | undefined;
};

/** Reads the command line; throws an Error whose message is for the user. */
export function readImageArguments(argv: readonly string[]): ImageArguments {
  const at = argv.indexOf('--side');
  const side = at < 0 ? undefined : Number(argv[at + 1]);
  if (side !== undefined && !(Number.isInteger(side / 4) && side >= 8))
    throw new Error('bench: --side wants a multiple of 4 from 8 on.');
  const others = argv.filter((one, i) => one !== '--no-peer' && (at < 0 || (i !== at && i !== at + 1)));
  const { budgets, ...options } = readBudgetArguments(others);
  const budgetMs = argv.includes('--budgets') ? budgets[0]! : 2;
  return { ...options, budgetMs, peer: !argv.includes('--no-peer'), side };
}
