// Vite plugin: a peer's checkout outside of the repository has no node_modules; it gets the three.js that is used here,
// and so works on the same renderer and textures.
import { repoRoot } from './load.mjs';

const prefix = 'virtual:shared-three/';

export function sharedThree() {
  return {
    name: 'frameloom:shared-three',
    enforce: 'pre',
    transform(code, id) {
      if (id.startsWith(repoRoot) || id.startsWith('\0') || id.includes('/node_modules/')) return undefined;
      return { code: code.replace(/(\bfrom\s*['"])(three(?:\/[^'"]*)?['"])/g, `$1${prefix}$2`), map: null };
    },
    resolveId(id) {
      return id.startsWith(prefix) ? `\0${id}` : undefined;
    },
    load(id) {
      // A virtual module resolves its imports from the root of the repository.
      return id.startsWith(`\0${prefix}`) ? `export * from '${id.slice(prefix.length + 1)}';` : undefined;
    },
  };
}
