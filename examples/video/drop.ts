import { el } from '../shared/dom.ts';

/** Takes video files dropped anywhere on the page. */
export function listenToDrops(take: (file: File) => void): void {
  const veil = el('div', { class: 'drop-veil', hidden: true }, el('p', {}, 'Drop a video file'));
  document.body.append(veil);
  let depth = 0;
  const isFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  const show = (change: number): void => {
    depth = Math.max(0, depth + change);
    veil.hidden = depth === 0;
  };
  window.addEventListener('dragenter', (event) => isFiles(event) && show(1));
  window.addEventListener('dragleave', (event) => isFiles(event) && show(-1));
  window.addEventListener('dragover', (event) => isFiles(event) && event.preventDefault());
  window.addEventListener('drop', (event) => {
    show(-depth);
    if (!isFiles(event)) return;
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) take(file);
  });
}
