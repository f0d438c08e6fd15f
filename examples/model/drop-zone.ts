import { el } from '../shared/dom.ts';
import { chosenFiles, listenToDrops, type FileSet } from '../shared/dropped-files.ts';

/** Takes files dropped anywhere on the page, and offers a button that opens a file chooser. */
export type DropZone = {
  readonly control: HTMLElement;
  /** One more button that opens the file chooser. */
  createButton(): HTMLElement;
  say(name: string): void;
  /** Names the picture that gives the light, with a button that takes it away; '' for none. */
  sayLight(name: string, remove: () => Promise<void>): void;
};

export function createDropZone(take: (files: FileSet) => void): DropZone {
  const input = el('input', {
    type: 'file',
    multiple: true,
    hidden: true,
    accept: '.glb,.gltf,.bin,.png,.jpg,.jpeg,.webp,.avif,.ktx2,.hdr,.exr',
    onchange: () => {
      if (input.files && input.files.length > 0) take(chosenFiles(input.files));
      input.value = '';
    },
  });
  const createButton = (): HTMLElement =>
    el('button', { type: 'button', onclick: () => input.click() }, 'Choose a model …');
  const light = el('div', { class: 'light', hidden: true });
  const name = el('p', { class: 'file-name' });
  listenToDrops('Drop a .glb or .gltf with its files, or an .hdr', take);

  return {
    control: el('div', { class: 'drop' }, createButton(), input, name, light),
    createButton,
    say: (text) => void (name.textContent = text),
    sayLight(text, remove) {
      light.hidden = text === '';
      light.replaceChildren(
        el('p', { class: 'file-name' }, `Light: ${text}`),
        el('button', { type: 'button', class: 'quiet', onclick: () => void remove() }, 'Remove the light'),
      );
    },
  };
}
