import { el } from './dom.ts';

/** Dropped or chosen files by their path inside the drop. */
export type FileSet = ReadonlyMap<string, File>;

/** All files of a drop, folders included. */
export async function droppedFiles(data: DataTransfer): Promise<FileSet> {
  // Entries have to be taken before the first wait: afterwards the list is empty.
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const loose = [...data.files];
  const files = new Map<string, File>();
  for (const entry of entries) await collect(entry, files);
  if (files.size === 0) for (const file of loose) files.set(file.name, file);
  return files;
}

/** Takes files that are dropped anywhere on the page; meanwhile a veil says what can be dropped. Returns what ends it. */
export function listenToDrops(text: string, take: (files: FileSet) => void): () => void {
  const veil = el('div', { class: 'drop-veil', hidden: true }, el('p', {}, text));
  document.body.append(veil);
  const ending = new AbortController();
  const { signal } = ending;
  let depth = 0;
  const isFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  const listen = (
    type: 'dragenter' | 'dragleave' | 'dragover' | 'drop',
    run: (event: DragEvent) => void,
  ): void => window.addEventListener(type, run, { signal });
  listen('dragenter', (event) => {
    if (!isFiles(event)) return;
    depth += 1;
    veil.hidden = false;
  });
  listen('dragleave', () => {
    depth = Math.max(0, depth - 1);
    veil.hidden = depth === 0;
  });
  listen('dragover', (event) => isFiles(event) && event.preventDefault());
  listen('drop', (event) => {
    depth = 0;
    veil.hidden = true;
    if (!event.dataTransfer || !isFiles(event)) return;
    event.preventDefault();
    void droppedFiles(event.dataTransfer).then(take);
  });
  return () => {
    ending.abort();
    veil.remove();
  };
}

/** The files of a file chooser. */
export function chosenFiles(list: FileList): FileSet {
  return new Map([...list].map((file) => [file.webkitRelativePath || file.name, file]));
}

async function collect(entry: FileSystemEntry, files: Map<string, File>): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail));
    files.set(entry.fullPath, file);
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    // A reader hands out at most a hundred entries at a time.
    if (part.length === 0) return;
    for (const child of part) await collect(child, files);
  }
}
