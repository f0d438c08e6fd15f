import type { Material, NodeBuilder, Texture } from 'three/webgpu';
import type { GraphNode, PastBuilder } from './past-nodes.ts';

/**
 * How little the past of an opaque surface is worth, from 0 to 1, where motion vectors cannot tell: behind refraction,
 * and on screens, whose picture moves while their surface stands still. `texture.userData.reactive` says it of any
 * texture that the material being built samples, in whatever node; videos are 0.9.
 */
export function reactivityOf(material: Material, builder: NodeBuilder): number {
  const { transmission = 0 } = material as Material & { transmission?: number };
  let most = transmission > 0 ? 0.4 : 0;
  for (const node of (builder as PastBuilder).nodes) {
    const { isTextureNode, value } = node as GraphNode;
    if (isTextureNode) most = Math.max(most, pictureReactivity(value as Texture | null));
  }
  return most;
}

function pictureReactivity(texture: (Texture & { isVideoTexture?: boolean }) | null): number {
  const told: unknown = texture?.userData?.['reactive'];
  if (typeof told === 'number') return Math.min(Math.max(told, 0), 1);
  return texture?.isVideoTexture === true ? 0.9 : 0;
}
