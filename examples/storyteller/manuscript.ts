import { el } from '../shared/dom.ts';

/** The text on the page: tales that are over, and the one that is being written, token by token. */
export type Manuscript = {
  readonly root: HTMLElement;
  /** What the present tale holds. */
  readonly text: string;
  /** Begins another tale with these words. */
  begin(words: string): void;
  append(piece: string): void;
  /** Takes away a token and all behind it, and puts another in its place. */
  cut(token: HTMLElement, replacement: string): void;
  /** The text before a token of the present tale. */
  before(token: HTMLElement): string;
  setWriting(on: boolean): void;
};

/** Tales that stay on the page. */
const kept = 4;

/** @param look Called with the token that the visitor points at or moves to by arrow keys, undefined for none. */
export function createManuscript(look: (token: HTMLElement | undefined) => void): Manuscript {
  const root = el('div', { class: 'sheet' });
  let tale = el('div');
  let looked: HTMLElement | undefined;
  const show = (token: HTMLElement | undefined): void => {
    looked?.classList.remove('looked');
    looked = token;
    looked?.classList.add('looked');
    look(token);
  };
  const tokenOf = (event: Event): HTMLElement | undefined =>
    event.target instanceof HTMLElement &&
    event.target.parentElement === tale &&
    event.target.tagName === 'SPAN'
      ? event.target
      : undefined;
  root.addEventListener('pointerover', (event) => {
    const token = tokenOf(event);
    if (token && event.pointerType === 'mouse') show(token);
  });
  root.addEventListener('click', (event) => show(tokenOf(event)));
  root.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') return show(undefined);
    if (step === undefined) return;
    const tokens = [...tale.children] as HTMLElement[];
    const at = looked ? tokens.indexOf(looked) : tokens.length;
    show(tokens[Math.min(tokens.length - 1, Math.max(0, at + step))]);
    event.preventDefault();
  });

  const append = (piece: string, isGiven = false): void => {
    // Whoever has scrolled up reads.
    const follows = root.scrollHeight - root.scrollTop - root.clientHeight < 60;
    tale.append(el('span', isGiven ? { class: 'given' } : {}, piece));
    if (follows) root.scrollTop = root.scrollHeight;
  };
  return {
    root,
    get text() {
      return tale.textContent;
    },
    begin(words) {
      show(undefined);
      tale.className = 'tale over';
      tale.removeAttribute('tabindex');
      if (tale.textContent === '') tale.remove();
      tale = root.appendChild(
        el('div', { class: 'tale', tabindex: 0, role: 'group', 'aria-label': 'The tale' }),
      );
      while (root.children.length > kept) root.firstElementChild!.remove();
      if (words) append(words, true);
      root.scrollTop = root.scrollHeight;
    },
    append,
    cut(token, replacement) {
      while (token.nextSibling) token.nextSibling.remove();
      token.textContent = replacement;
      token.className = 'given';
      show(undefined);
    },
    before(token) {
      let text = '';
      for (let at = token.previousSibling; at; at = at.previousSibling) text = at.textContent + text;
      return text;
    },
    setWriting: (on) => void tale.classList.toggle('writing', on),
  };
}
