import { el } from '../dom.ts';
import type { SideReport } from '../comparison.ts';
import { methodTexts, type MethodId } from '../sides/method.ts';
import { milliseconds, pixelShare, size } from './format.ts';

/** The name and the price of each picture, in its own corner. */
export type Labels = {
  show(side: 'a' | 'b', id: MethodId, report: SideReport | undefined, visible: boolean): void;
};

export function createLabels(container: HTMLElement): Labels {
  const make = (side: 'a' | 'b'): { root: HTMLElement; name: HTMLElement; detail: HTMLElement } => {
    const name = el('strong');
    const detail = el('span');
    const root = el('div', { class: `label label-${side}` }, name, detail);
    container.append(root);
    return { root, name, detail };
  };
  const parts = { a: make('a'), b: make('b') };
  return {
    show(side, id, report, visible) {
      const { root, name, detail } = parts[side];
      root.hidden = !visible;
      setText(name, methodTexts[id].title);
      setText(detail, report ? describe(report) : 'preparing …');
    },
  };
}

function describe(report: SideReport): string {
  const parts = [`${size(report.rendered)} · ${pixelShare(report.rendered, report.shown)} of the pixels`];
  if (report.total > 0) parts.push(`${milliseconds(report.total)} GPU`);
  return parts.join(' · ');
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
