import type { TextModel } from '@frameloom/text';
import { el } from '../shared/dom.ts';
import { rankTokens, type Ranked } from './rank.ts';

/** The card of a token: how likely it was, what else could have been, and a button for each to go on from. */
export type TokenCard = {
  /** Shows the card of a token behind `before`; undefined takes the card away. */
  show(token: HTMLElement | undefined, before: () => string): void;
  dispose(): void;
};

/** Milliseconds that a pointer rests on a token before the model is asked. */
const patience = 120;
/** Milliseconds after which the card says that it waits. */
const slow = 250;
const shown = 8;

export function createTokenCard(
  model: () => TextModel | undefined,
  temperature: () => number,
  choose: (token: HTMLElement, text: string) => void,
): TokenCard {
  const root = el('div', {
    class: 'token-card',
    hidden: true,
    role: 'dialog',
    'aria-label': 'Likely tokens',
  });
  document.body.append(root);
  let asked: AbortController | undefined;
  let waiting = 0;
  const hide = (): void => {
    clearTimeout(waiting);
    asked?.abort();
    root.hidden = true;
  };
  root.addEventListener('pointerleave', hide);

  async function ask(token: HTMLElement, before: string): Promise<void> {
    const source = model();
    if (!source || before === '') return;
    asked = new AbortController();
    const { signal } = asked;
    const { tokenizer, maxContext } = source;
    const prompt = tokenizer.encode(before).slice(1 - maxContext);
    if (prompt.length === 0) return;
    const late = setTimeout(() => place(root, token, el('p', {}, 'Asking the model …')), slow);
    signal.addEventListener('abort', () => clearTimeout(late));
    const logits = await source.logits(prompt, { signal }).catch(() => undefined);
    clearTimeout(late);
    if (!logits || signal.aborted || !token.isConnected) return;
    const ranked = rankTokens(logits, temperature() || 1, tokenizer, token.textContent, shown);
    fill(token, ranked);
  }

  function fill(token: HTMLElement, ranked: readonly Ranked[]): void {
    place(
      root,
      token,
      el('p', {}, 'Go on from another token:'),
      ...ranked.map(({ text, share, isChosen }) =>
        el(
          'button',
          {
            type: 'button',
            'aria-current': isChosen ? 'true' : undefined,
            onclick: () => {
              hide();
              choose(token, text);
            },
          },
          el('code', {}, text.replaceAll('\n', '⏎').replaceAll(' ', '·') || '∅'),
          el('i', { style: `--part: ${share}` }),
          el('output', {}, `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`),
        ),
      ),
    );
  }

  return {
    show(token, before) {
      hide();
      if (token) waiting = window.setTimeout(() => void ask(token, before()), patience);
    },
    dispose() {
      hide();
      root.remove();
    },
  };
}

/** Shows the card below its token, or above where there is no room. */
function place(root: HTMLElement, token: HTMLElement, ...content: HTMLElement[]): void {
  root.replaceChildren(...content);
  const box = token.getBoundingClientRect();
  root.hidden = false;
  const below = box.bottom + root.offsetHeight < innerHeight;
  root.style.top = `${below ? box.bottom : Math.max(4, box.top - root.offsetHeight)}px`;
  root.style.left = `${Math.max(4, Math.min(box.left, innerWidth - root.offsetWidth - 4))}px`;
}
