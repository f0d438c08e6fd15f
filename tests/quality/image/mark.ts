// Figures of the invisible mark: pictures that are drawn, marked and treated as files are.
import { parseArgs } from 'node:util';
import { measureMark } from '../../support/image/mark.ts';
import { table } from '../../bench/print.ts';

const usage = `npm run quality -- --mark [options]

In how many pictures of 256×256 the invisible mark is found after each treatment, and in how many without it.

  --marked N      default 100
  --unmarked N    default 1000
  --json          the figures as JSON`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/** Runs the command; 1 where fewer than 99 of 100 are found after JPEG or halving, or any without a mark. */
export async function main(argv: string[]): Promise<number> {
  const options = { help: flag, mark: flag, json: flag, marked: text, unmarked: text };
  const { values } = parseArgs({ args: argv, options });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const counts = { marked: Number(values.marked ?? 100), unmarked: Number(values.unmarked ?? 1000) };
  const figures = measureMark(counts);
  const { found, psnr, foundUnmarked, highestUnmarked } = figures;
  if (values.json) console.log(JSON.stringify(figures));
  else {
    const rows = Object.entries(found).map(([name, count]) => [name, `${count} of ${counts.marked}`]);
    const none = [
      'without the mark',
      `${foundUnmarked} of ${counts.unmarked}, highest score ${highestUnmarked.toFixed(2)} of 4.8`,
    ];
    console.log(table([['treatment', 'found'], ...rows, none]).join('\n'));
    console.log(`the mark changes pictures by ${psnr.toFixed(1)} dB`);
  }
  const named = Math.min(found['JPEG 70']!, found['halved']!);
  return named >= 0.99 * counts.marked && foundUnmarked === 0 ? 0 : 1;
}
