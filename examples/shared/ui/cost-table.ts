import type { SideReport } from '../comparison.ts';
import { el } from '../dom.ts';
import { methodTexts } from '@frameloom/scenes/methods';
import { formatSize, megabytes, milliseconds, pixelShare } from './format.ts';

export type CostInput = {
  reports: readonly (SideReport | undefined)[];
  framesPerSecond: number;
  timed: boolean;
  /** Bytes that three.js holds for both sides. */
  threeBytes: number;
  adapter: string;
};

/** What the pictures cost: per side its pixels and GPU passes, then memory and frames per second. */
export type CostTable = { readonly root: HTMLElement; show(input: CostInput): void };

export function createCostTable(): CostTable {
  const root = el('div', { class: 'cost' });
  let shown = '';
  return {
    root,
    show(input) {
      const groups: HTMLElement[] = [];
      for (const report of input.reports) if (report) groups.push(sideTable(report, input.timed));
      groups.push(pageTable(input));
      const text = groups.map((group) => group.textContent).join('|');
      // Screen readers and selections are disturbed by each replaced node.
      if (text !== shown) root.replaceChildren(...groups);
      shown = text;
    },
  };
}

function sideTable(report: SideReport, timed: boolean): HTMLElement {
  const rows: [string, string][] = [
    ['Rendered', `${formatSize(report.rendered)} (${pixelShare(report.rendered, report.shown)})`],
    ['Shown', formatSize(report.shown)],
  ];
  if (timed) {
    rows.push(['GPU', report.total > 0 ? milliseconds(report.total) : '…']);
    for (const [pass, time] of report.passes) rows.push([`· ${pass}`, milliseconds(time)]);
  }
  if (report.ownBytes > 0) rows.push(['Upscaler memory', megabytes(report.ownBytes)]);
  return table(methodTexts[report.id].title, rows);
}

function pageTable(input: CostInput): HTMLElement {
  const rows: [string, string][] = [
    ['Frames per second', input.framesPerSecond.toFixed(0)],
    ['three.js memory', megabytes(input.threeBytes)],
    ['GPU', input.adapter],
  ];
  if (!input.timed) rows.push(['GPU times', 'not given by this browser']);
  return table('Page', rows);
}

/** A table of names and values. */
export function table(caption: string, rows: readonly [string, string][]): HTMLElement {
  return el(
    'table',
    {},
    el('caption', {}, caption),
    el(
      'tbody',
      {},
      ...rows.map(([name, value]) => el('tr', {}, el('th', { scope: 'row' }, name), el('td', {}, value))),
    ),
  );
}
