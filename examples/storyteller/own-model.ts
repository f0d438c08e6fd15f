import { el } from '../shared/dom.ts';
import { chosenFiles, listenToDrops, type FileSet } from '../shared/dropped-files.ts';
import type { ModelSource } from './source.ts';

/** The form for a model of the visitor's: a folder, a GGUF file or an address, with the progress of loading it. */
export type OwnModel = {
  readonly root: HTMLElement;
  /** A line on what is loaded or went wrong. */
  say(text: string): void;
  /** Share of the bytes that were read; undefined when nothing is being loaded. */
  progress(share: number | undefined): void;
  dispose(): void;
};

export function createOwnModel(take: (source: ModelSource) => void, cancel: () => void): OwnModel {
  const takeFiles = (files: FileSet): void => {
    const [path = ''] = files.keys();
    take({ name: path.replace(/^\//, '').split('/')[0] || 'your model', from: files });
  };
  const chooser = (properties: Record<string, string | boolean>): HTMLInputElement => {
    const input = el('input', {
      type: 'file',
      hidden: true,
      ...properties,
      onchange: () => {
        if (input.files && input.files.length > 0) takeFiles(chosenFiles(input.files));
        input.value = '';
      },
    });
    return input;
  };
  const folder = chooser({ webkitdirectory: true });
  const file = chooser({ accept: '.gguf' });
  const button = (text: string, run: () => void): HTMLElement =>
    el('button', { type: 'button', onclick: run }, text);
  const address = el('input', {
    type: 'url',
    placeholder: 'https://… / or ….gguf',
    'aria-label': 'Address of a model',
    required: true,
  });
  const form = el(
    'form',
    {
      class: 'buttons',
      onsubmit: (event) => {
        event.preventDefault();
        const from = new URL(address.value);
        take({ name: from.pathname.split('/').findLast(Boolean) ?? from.host, from });
      },
    },
    address,
    el('button', {}, 'Load'),
  );
  const bar = el('progress', { max: 1, 'aria-label': 'Loading' });
  const loading = el('div', { class: 'buttons', hidden: true }, bar, button('Cancel', cancel));
  const words = el('p', { class: 'quiet-text', role: 'status' });
  const end = listenToDrops('Drop the folder of a language model, or a .gguf file', takeFiles);
  return {
    root: el(
      'div',
      { class: 'field' },
      el(
        'p',
        { class: 'quiet-text' },
        'Llama, Qwen 2 and 3, Gemma 3 or GPT-2, as the hubs have it. Nothing is uploaded.',
      ),
      el(
        'div',
        { class: 'buttons' },
        button('Folder …', () => folder.click()),
        button('GGUF …', () => file.click()),
      ),
      folder,
      file,
      form,
      loading,
      words,
    ),
    say: (text) => void (words.textContent = text),
    progress(share) {
      loading.hidden = share === undefined;
      bar.value = share ?? 0;
    },
    dispose: end,
  };
}
