import { FrameloomError } from '@frameloom/gpu';

import type { FileSet } from '../shared/dropped-files.ts';

/** The file that a glTF document means by an address, whatever folder was dropped with it. */
export function findFile(files: FileSet, address: string): File | undefined {
  const path = decodeURIComponent(address)
    .replace(/^(\.\/)+/, '')
    .replaceAll('\\', '/')
    .toLowerCase();
  const name = path.slice(path.lastIndexOf('/') + 1);
  let sameName: File | undefined;
  for (const [key, file] of files) {
    const candidate = key.replace(/^\//, '').toLowerCase();
    if (candidate === path || candidate.endsWith(`/${path}`)) return file;
    if (file.name.toLowerCase() === name) sameName ??= file;
  }
  return sameName;
}

/** The model and the environment picture among the files. @throws FrameloomError `load-failed` with what to do. */
export function sortFiles(files: FileSet): { model: File | undefined; environment: File | undefined } {
  const all = [...files.values()];
  const model = all.find((file) => /\.(glb|gltf)$/i.test(file.name));
  const environment = all.find((file) => /\.(hdr|exr)$/i.test(file.name));
  if (model || environment) return { model, environment };
  const names = all.map((file) => `“${file.name}”`).slice(0, 4);
  const got = names.length > 0 ? names.join(', ') + (all.length > 4 ? ' and more' : '') : 'nothing readable';
  const foreign = all.some((file) => /\.(fbx|obj|dae|blend|usdz?|stl|3ds|max|c4d)$/i.test(file.name));
  const advice = foreign
    ? 'Open it in Blender and export it with File → Export → glTF 2.0.'
    : 'Drop a .glb, or a .gltf together with its .bin and pictures, or an .hdr or .exr for the light.';
  throw new FrameloomError('load-failed', `No model among the files: got ${got}. ${advice}`);
}
