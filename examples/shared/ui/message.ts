import { FrameloomError } from '@frameloom/gpu';
import { el } from '../dom.ts';
import type { Still } from '../stills.ts';
import { showStill } from './still-view.ts';

export type Action = { text: string; run: () => void };

/** Covers the picture with a message that says what happened and what to do; returns what takes it away again. */
export function showMessage(
  container: HTMLElement,
  title: string,
  paragraphs: readonly (string | Node)[],
  actions: readonly Action[] = [],
): () => void {
  container.querySelector('.message')?.remove();
  const root = el(
    'div',
    { class: 'message', role: 'alert' },
    el(
      'div',
      { class: 'message-card' },
      el('h2', {}, title),
      ...paragraphs.map((paragraph) => el('p', {}, paragraph)),
      ...(actions.length > 0
        ? [
            el(
              'div',
              { class: 'message-actions' },
              ...actions.map(({ text, run }) => el('button', { type: 'button', onclick: run }, text)),
            ),
          ]
        : []),
    ),
  );
  container.append(root);
  return () => root.remove();
}

/** Where a page says that it could not start. */
export type StartPlace = {
  /** Filled with the still where there is no WebGPU. */
  page: HTMLElement;
  /** Covered with a message otherwise. Default: the page. */
  view?: HTMLElement;
  still: Still;
  /** Where all pages are. Default one folder up; '' on that page itself. */
  home?: string;
};

/** Shows why a page could not start: without WebGPU its still and what to do, otherwise what went wrong. */
export function showStartError(place: StartPlace, error: unknown, retry: () => void): void {
  const { page, view = page, still, home = '../' } = place;
  const isUnsupported = error instanceof FrameloomError && error.code === 'unsupported';
  if (isUnsupported || !isSecureContext || !('gpu' in navigator) || !navigator.gpu)
    showStill(page, still, home);
  else showMessage(view, 'The picture could not start', [textOf(error)], [{ text: 'Try again', run: retry }]);
}

/** What an unknown thrown value says. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
