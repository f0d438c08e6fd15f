import { el } from '../dom.ts';

let nextId = 0;

/** A labelled choice. */
export type Choice<T extends string> = {
  readonly root: HTMLElement;
  /** A value that is not among the options shows none of them. */
  show(value: T): void;
  /** Adds an option where there is none of this value. */
  offer(value: T, text: string): void;
  enable(on: boolean): void;
  /** A line below the control. */
  hint(...content: (Node | string)[]): void;
};

export function choice<T extends string>(
  label: string,
  options: readonly { value: T; text: string; title?: string }[],
  choose: (value: T) => void,
): Choice<T> {
  const id = `control-${nextId++}`;
  const select = el(
    'select',
    { id, onchange: () => choose(select.value as T) },
    ...options.map(({ value, text, title }) => el('option', { value, title }, text)),
  );
  const hint = el('p', { class: 'hint', id: `${id}-hint`, hidden: true });
  return {
    root: el('div', { class: 'field' }, el('label', { for: id }, label), select, hint),
    show: (value) => void (select.value = value),
    offer(value, text) {
      if (![...select.options].some((option) => option.value === value))
        select.append(el('option', { value }, text));
    },
    enable: (on) => void (select.disabled = !on),
    hint(...content) {
      hint.replaceChildren(...content);
      hint.hidden = hint.textContent === '';
      if (hint.hidden) select.removeAttribute('aria-describedby');
      else select.setAttribute('aria-describedby', hint.id);
    },
  };
}

/** A labelled slider that says its value. */
export type Range = { readonly root: HTMLElement; show(value: number): void; enable(on: boolean): void };

export function range(
  label: string,
  limits: { min: number; max: number; step: number; text: (value: number) => string },
  change: (value: number) => void,
): Range {
  const id = `control-${nextId++}`;
  const value = el('output', { for: id });
  const { min, max, step } = limits;
  const input = el('input', {
    id,
    type: 'range',
    min,
    max,
    step,
    oninput: () => change(Number(input.value)),
  });
  return {
    root: el('div', { class: 'field' }, el('label', { for: id }, label, value), input),
    show: (next) => {
      input.value = String(next);
      value.textContent = limits.text(next);
      input.style.setProperty('--part', String((next - min) / (max - min)));
    },
    enable: (on) => void (input.disabled = !on),
  };
}
