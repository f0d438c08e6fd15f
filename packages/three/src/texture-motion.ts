import type { Material, Matrix3, NodeBuilder, Texture } from 'three/webgpu';
import type { PastBuilder } from './past-nodes.ts';
import type { Past } from './past.ts';
import { isPicture, type Sampled } from './picture.ts';
import type * as Build from './texture-motion-build.ts';
import { warnOnce } from './warn.ts';

type Marked = Material & { movingTextures?: string };

const slots = ['map', 'emissiveMap', 'normalMap', 'alphaMap'] as const;
const matrices = new WeakMap<Texture, Matrix3>();
const moving = new WeakSet<Texture>();
/** Compiled before the module below was there. */
const waiting = new Set<Material>();
let build: typeof Build | undefined;

/** Has a material compiled again: three's program key reads its properties. */
function rebuild(material: Marked, why: string): void {
  if (material.movingTextures?.includes(why)) return;
  material.movingTextures = `${material.movingTextures ?? ''} ${why}`;
  material.needsUpdate = true;
}

/** Call for each draw: notes textures whose `offset`, `repeat` or `rotation` is animated. Others cost nothing. */
export function watchTextures(material: Material): void {
  for (const slot of slots) {
    const texture = (material as Material & Partial<Record<typeof slot, Texture | null>>)[slot];
    if (!texture?.matrix) continue;
    if (texture.matrixAutoUpdate) texture.updateMatrix();
    const last = matrices.get(texture);
    if (last?.equals(texture.matrix)) continue;
    matrices.set(texture, texture.matrix.clone());
    if (last === undefined) continue;
    moving.add(texture);
    rebuild(material, slot);
  }
}

/**
 * The motion of the textures in the fragment that is being built; `undefined` where none moves. What derives it is loaded
 * with the first material that samples a texture in its own way.
 */
export function buildTextureMotion(builder: NodeBuilder, past: Past): Build.TextureMotion | undefined {
  const { nodes } = builder as PastBuilder;
  const material = builder.material as Marked;
  if (build) return build.buildTextureMotion(builder as PastBuilder, past, moving);
  const mayMove = material.movingTextures ?? [...nodes].some((node) => hasOwnCoordinates(node as Sampled));
  if (!mayMove) return undefined;
  waiting.add(material);
  void import('./texture-motion-build.ts').then(
    (module) => {
      build = module;
      for (const each of waiting) rebuild(each, 'loaded');
      waiting.clear();
    },
    (error) => warnOnce(`upscale: textures that move have no motion of their own: ${String(error)}`),
  );
  return undefined;
}

function hasOwnCoordinates(node: Sampled): boolean {
  return isPicture(node) && node.uvNode !== null && node.levelNode === null;
}
