// `npm run lighthouse`: what Lighthouse says of accessibility and best practices of each page of the built site, on a desktop and on
// a phone.
import { execFileSync } from 'node:child_process';
import { readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { browserFlags } from '../support/browser-flags.ts';
import { buildSite } from '../support/build-site.mjs';
import { serveFolder } from '../support/serve-folder.ts';
import { root } from '../support/setup.mjs';

const version = '13.5.0';
const goal = 0.95;
const forms = { desktop: ['--preset=desktop'], phone: [] } as const;

type Audit = { readonly id: string; readonly title: string; readonly score: number | null };
type Category = {
  readonly title: string;
  readonly score: number | null;
  readonly auditRefs: readonly { id: string; weight: number }[];
};
type Report = {
  readonly categories: Readonly<Record<string, Category>>;
  readonly audits: Readonly<Record<string, Audit>>;
  readonly runtimeError?: { readonly message: string };
};

/** Prints a row for each page; returns 1 where a score is below the goal. Pages may be named: `model market`. */
export async function main(argv: readonly string[]): Promise<number> {
  const folder = join(root, 'examples/dist');
  for (const problem of await buildSite(folder)) console.warn(problem);
  const pages = argv.length > 0 ? argv.map((name) => `${name}/`) : listPages(folder);
  const site = await serveFolder(folder);
  let worst = 1;
  for (const page of pages) {
    for (const form of Object.keys(forms) as (keyof typeof forms)[]) {
      const report = audit(site.url + page, form);
      const scores = Object.values(report.categories);
      worst = Math.min(worst, ...scores.map(({ score }) => score ?? 0));
      const said = scores.map(({ title, score }) => `${title} ${Math.round(100 * (score ?? 0))}`);
      console.log([page || '(start)', form, ...said, report.runtimeError?.message ?? ''].join('  '));
      for (const { id, title } of failures(report)) console.log(`    ${id}: ${title}`);
    }
  }
  await site.close();
  return worst < goal ? 1 : 0;
}

/** The start page and every folder with a page. */
function listPages(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'index.html')));
  return ['', ...names.map((name) => `${name}/`)];
}

function failures({ categories, audits }: Report): Audit[] {
  const counted = Object.values(categories).flatMap(({ auditRefs }) =>
    auditRefs.filter((ref) => ref.weight > 0),
  );
  return counted.map(({ id }) => audits[id]!).filter(({ score }) => score !== null && score < 1);
}

function audit(url: string, form: keyof typeof forms): Report {
  const options = [
    '--quiet',
    '--output=json',
    '--only-categories=accessibility,best-practices',
    '--throttling-method=provided',
    '--max-wait-for-load=60000',
    `--chrome-flags=${['--headless=new', ...browserFlags()].join(' ')}`,
    ...forms[form],
  ];
  const text = execFileSync('npx', ['-y', `lighthouse@${version}`, url, ...options], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(text) as Report;
}
