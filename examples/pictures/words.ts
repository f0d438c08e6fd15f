import { el } from '../shared/dom.ts';

/** What shall be painted: a line to type in, and some suggestions. */
export type Words = { form: HTMLElement; suggestions: HTMLElement; value: string };

const suggested = [
  'green potion',
  'purple cloak',
  'grey statue',
  'blue robe',
  'red brick wall',
  'cyan altar',
];

/** `paint` is called with new words, `others` for other pictures of the same. */
export function createWords(value: string, events: { paint(): void; others(): void }): Words {
  const input = el('input', { type: 'text', value, 'aria-label': 'What to paint', maxlength: 120 });
  const submit = (event: Event): void => {
    event.preventDefault();
    events.paint();
  };
  const suggest = (text: string) => (): void => {
    input.value = text;
    events.paint();
  };
  return {
    form: el(
      'form',
      { class: 'pictures-words', onsubmit: submit },
      input,
      el('button', { type: 'submit' }, 'Paint'),
      el('button', { type: 'button', onclick: events.others }, 'Others'),
    ),
    suggestions: el(
      'div',
      { class: 'pictures-examples' },
      ...suggested.map((text) => el('button', { type: 'button', onclick: suggest(text) }, text)),
    ),
    get value() {
      return input.value;
    },
    set value(text) {
      input.value = text;
    },
  };
}
