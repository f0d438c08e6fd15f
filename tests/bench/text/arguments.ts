import { readBudgetArguments, type BudgetArguments } from '../budget/arguments.ts';

/** What `--help` prints. */
export const usage: string = `npm run bench -- text [options]     the market scene, idle and while language models write and read beside it

  --frames N         measured frames of each row (default 600; 60 on a software GPU)
  --size WxH         display size of the scene (default 1920x1080; 320x180 on a software GPU)
  --budgets MS       milliseconds per frame at 60 Hz (default 2)
  --prompt N         tokens of the prompt that is read, as far as a model's context goes (default 2000; 64 on a software GPU)
  --no-peer          without transformers.js
  --json FILE        write everything measured as JSON`;

/** What `npm run bench -- text` was asked for. */
export type TextArguments = Omit<BudgetArguments, 'budgets'> & {
  budgetMs: number;
  peer: boolean;
  promptTokens: number | undefined;
};

/** Reads the command line; throws an Error whose message is for the user. */
export function readTextArguments(argv: readonly string[]): TextArguments {
  const rest = argv.filter((one) => one !== '--no-peer');
  const at = rest.indexOf('--prompt');
  const [, prompt = ''] = at < 0 ? [] : rest.splice(at, 2);
  if (at >= 0 && !/^[1-9]\d{1,4}$/.test(prompt))
    throw new Error(`bench: --prompt takes 10 to 99999 tokens, got ${prompt || 'nothing'}.`);
  const { budgets, ...options } = readBudgetArguments(rest);
  const budgetMs = argv.includes('--budgets') ? budgets[0]! : 2;
  const promptTokens = at < 0 ? undefined : Number(prompt);
  return { ...options, budgetMs, peer: rest.length === argv.length - (at < 0 ? 0 : 2), promptTokens };
}
