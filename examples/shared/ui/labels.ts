import { el } from '../dom.ts';
import type { SideReport } from '../comparison.ts';
import { methodTexts, type MethodId } from '@frameloom/scenes/methods';
import { formatSize, milliseconds, pixelShare } from './format.ts';

/** The name and the price of each picture, in its own corner. */
export type Labels = {
  show(side: 'a' | 'b', id: MethodId, report: SideReport | undefined, visible: boolean): void;
};

export function createLabels(container: HTMLElement): Labels {
  const parts = { a: createLabel(container, 'a'), b: createLabel(container, 'b') };
  return {
    show(side, id, report, visible) {
      const { root, name, size, share, time } = parts[side];
      root.hidden = !visible;
      setText(name, methodTexts[id].title);
      setText(size, report ? formatSize(report.rendered) : '');
      const note = report?.note ? ` · ${report.note}` : '';
      setText(
        share,
        report ? `${pixelShare(report.rendered, report.shown)} of the pixels${note}` : 'preparing …',
      );
      setText(time, report && report.total > 0 ? `${milliseconds(report.total)} GPU` : '');
    },
  };
}

type Label = Record<'root' | 'name' | 'size' | 'share' | 'time', HTMLElement>;

function createLabel(container: HTMLElement, side: 'a' | 'b'): Label {
  const name = el('strong');
  const size = el('span', { class: 'size' });
  const share = el('span');
  const time = el('span');
  const root = el('div', { class: `label label-${side}` }, name, el('div', {}, size, share, time));
  container.append(root);
  return { root, name, size, share, time };
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
