import { readBudgetArguments, type BudgetArguments } from '../budget/arguments.ts';

/** What `--help` prints. */
export const usage: string = `npm run bench -- text [options]     the market scene, idle and while language models write and read beside it

  --frames N         measured frames of each row (default 600; 60 on a software GPU)
  --size WxH         display size of the scene (default 1920x1080; 320x180 on a software GPU)
  --budgets MS       milliseconds per frame at 60 Hz (default 2)
  --no-peer          without transformers.js
  --json FILE        write everything measured as JSON`;

/** What `npm run bench -- text` was asked for. */
export type TextArguments = Omit<BudgetArguments, 'budgets'> & { budgetMs: number; peer: boolean };

/** Reads the command line; throws an Error whose message is for the user. */
export function readTextArguments(argv: readonly string[]): TextArguments {
  const { budgets, ...options } = readBudgetArguments(argv.filter((one) => one !== '--no-peer'));
  const budgetMs = argv.includes('--budgets') ? budgets[0]! : 2;
  return { ...options, budgetMs, peer: !argv.includes('--no-peer') };
}
