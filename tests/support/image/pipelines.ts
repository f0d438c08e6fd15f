import { readdir, readFile } from 'node:fs/promises';

const here = new URL('../../parity/image/pipelines/', import.meta.url);
const words = new URL('../../../models/image/data/', import.meta.url);

/** The files of a small random model of tests/parity/image/pipelines, as a dropped folder has them. */
export async function readPipeline(name: string): Promise<Map<string, Blob>> {
  const files = new Map<string, Blob>();
  const folder = new URL(`${name}/`, here);
  for (const path of await readdir(folder, { recursive: true })) {
    if (/\.\w+$/.test(path)) files.set(`${name}/${path}`, new Blob([await readFile(new URL(path, folder))]));
  }
  const tokenizers = [...files.keys()].filter((path) => path.endsWith('/tokenizer_config.json'));
  for (const path of tokenizers)
    for (const file of ['vocab.json', 'merges.txt'])
      files.set(
        path.replace('tokenizer_config.json', file),
        new Blob([await readFile(new URL(file, words))]),
      );
  return files;
}
