import { FrameloomError } from '@frameloom/gpu';
import { el } from '../dom.ts';

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

/** The message for a page that could not start: without WebGPU which browser to use, otherwise what went wrong. */
export function showStartError(container: HTMLElement, error: unknown, retry: () => void): void {
  const again: Action = { text: 'Try again', run: retry };
  if (!isSecureContext) {
    showMessage(container, 'This address is not secure', [
      'Browsers offer WebGPU on https:// and on localhost only. Open this page at one of those.',
    ]);
  } else if (
    !('gpu' in navigator) ||
    !navigator.gpu ||
    (error instanceof FrameloomError && error.code === 'unsupported')
  ) {
    showMessage(
      container,
      'WebGPU is not available here',
      [
        'This page draws with WebGPU. It is on by default in Chrome and Edge from 113 (Android: 121), Safari from 26 and Firefox from 141 on Windows, 145 on macOS.',
        'On Linux, start Chrome with --enable-unsafe-webgpu --enable-features=Vulkan, or set chrome://flags/#enable-unsafe-webgpu. If the browser is recent, look at chrome://gpu: an old graphics driver may be blocked.',
        `In detail: ${textOf(error)}`,
      ],
      [again],
    );
  } else {
    showMessage(container, 'The picture could not start', [textOf(error)], [again]);
  }
}

/** What an unknown thrown value says. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
