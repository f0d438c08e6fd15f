// What a visitor can see and reach on a page, found by asking the browser, not the stylesheet.
import type { Page } from 'playwright';

/** Controls by name, with what is wrong with them. */
export type LayoutReport = {
  /** Pixels that the page is wider than the window. */
  overflow: number;
  /** Controls that are cut off at the sides, or covered by something else. */
  hidden: string[];
  /** Controls without a name. */
  nameless: number;
  /** Places where Tab goes up the page by more than a row, within one part of it. */
  jumps: string[];
  /** The parts of the subject that are in the window and not covered, 0 to 1; 0 where there is none. */
  subject: number;
};

/** Looks at a page; `subject` is what it is about. */
export function inspectLayout(page: Page, subject: string): Promise<LayoutReport> {
  return page.evaluate(inspect, subject);
}

/** Runs in the page. */
function inspect(selector: string): LayoutReport {
  const isShown = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true });
  const focusable = 'a[href], button, select, input, [tabindex="0"]';
  const controls = [...document.querySelectorAll<HTMLElement>(focusable)].filter(isShown);
  const nameOf = (element: HTMLElement): string => {
    const labels = (element as HTMLInputElement).labels;
    const label = labels && labels.length > 0 ? labels[0]!.textContent : '';
    return (element.getAttribute('aria-label') ?? (label || element.textContent || element.title)).trim();
  };
  /** Whether what is under a point of the window belongs to the element. */
  const isAt = (element: Element, x: number, y: number): boolean => {
    const top = document.elementFromPoint(x, y);
    return top !== null && (element.contains(top) || top.closest('label')?.contains(element) === true);
  };
  const isReachable = (element: HTMLElement): boolean => {
    element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    // A link in a text may have two lines.
    const box = element.getClientRects()[0]!;
    if (box.left < -1 || box.right > innerWidth + 1) return false;
    return isAt(element, box.x + box.width / 2, box.y + Math.min(box.height / 2, innerHeight - box.y - 1));
  };
  const hidden = controls.filter((element) => !isReachable(element)).map(nameOf);
  for (const element of [document.documentElement, ...document.querySelectorAll('aside')])
    element.scrollTop = 0;

  const jumps: string[] = [];
  const partOf = (element: Element): Element | null =>
    element.closest('header, aside, .toolbar, .view, section');
  controls.forEach((element, i) => {
    const before = controls[i - 1];
    if (!before || partOf(before) !== partOf(element)) return;
    const rise = before.getBoundingClientRect().top - element.getBoundingClientRect().bottom;
    if (rise > 4) jumps.push(`${nameOf(before)} → ${nameOf(element)}`);
  });

  const target = document.querySelector(selector);
  let seen = 0;
  const points = 9;
  if (target && isShown(target)) {
    const box = target.getBoundingClientRect();
    for (let y = 0; y < points; y++)
      for (let x = 0; x < points; x++) {
        const [px, py] = [
          box.x + (box.width * (x + 0.5)) / points,
          box.y + (box.height * (y + 0.5)) / points,
        ];
        const top = document.elementFromPoint(px, py);
        // What belongs to the picture lies on it: divider, labels, toolbar.
        if (top && (target === top || target.closest('.view, .level-place, .pictures-grid')?.contains(top)))
          seen++;
      }
  }
  return {
    overflow: document.documentElement.scrollWidth - innerWidth,
    hidden,
    nameless: controls.filter((element) => nameOf(element) === '').length,
    jumps,
    subject: seen / points ** 2,
  };
}
