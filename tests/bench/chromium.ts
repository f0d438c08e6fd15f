import type { BenchArguments } from './arguments.ts';
import type { BenchReport } from './run.ts';

export async function runInPage(_o: BenchArguments, _p: (text: string) => void): Promise<BenchReport> {
  throw new Error('soon');
}
