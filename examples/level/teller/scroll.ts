import { el } from '../../shared/dom.ts';

/** The lines that were told last: what happened, and what the model made of it. */
export type Scroll = {
  readonly root: HTMLElement;
  /** All of it. */
  readonly text: string;
  /** A line that begins with what happened. */
  begin(sentence: string): Line;
  clear(): void;
};

export type Line = {
  /** Goes on with a piece of the model's; true when its sentence is whole. */
  add(piece: string): boolean;
  /** The sentence is not going to be whole. */
  breakOff(): void;
};

const mostLines = 4;
/** An end of a sentence that is not its beginning. */
const whole = /^(.{20,}?[.!?]['"’”]?)\s/s;

export function createScroll(): Scroll {
  const root = el('div', { class: 'tale', role: 'log', 'aria-label': 'The tale' });
  return {
    root,
    get text() {
      return Array.from(root.children, (line) => line.textContent).join(' ');
    },
    begin(sentence) {
      const own = el('em');
      root.append(el('p', {}, sentence, own));
      while (root.children.length > mostLines) root.firstElementChild!.remove();
      root.scrollTop = root.scrollHeight;
      let written = '';
      return {
        add(piece) {
          written += piece;
          const [, sentence] = whole.exec(written) ?? [];
          own.textContent = sentence ?? written;
          root.scrollTop = root.scrollHeight;
          return sentence !== undefined;
        },
        breakOff: () => own.append(' …'),
      };
    },
    clear: () => root.replaceChildren(),
  };
}
